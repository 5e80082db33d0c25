#include "emulator/runtimes/ruby/ruby.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

namespace lambdalocal::runtimes {
namespace {

using Path = std::filesystem::path;

// From this version on messages of errors have no suggestions in them; before, those of Ruby's own libraries must be left out.
constexpr std::pair kPlainMessagesSince{3, 2};

std::vector<std::string> versions_of_folders(const RuntimeId& runtime, const Version& version) {
  std::vector<std::string> names = {fmt::format("{}.{}.0", version.major, version.minor)};
  if (runtime.major != version.major || runtime.minor != version.minor) {
    names.push_back(fmt::format("{}.{}.0", runtime.major, runtime.minor));
  }
  return names;
}

std::string gem_path(const RuntimeId& runtime, const Version& version, const Layout& layout) {
  std::vector<std::string> directories;
  for (const std::string& folder : versions_of_folders(runtime, version)) {
    directories.push_back((layout.task_root / "vendor/bundle/ruby" / folder).string());
    if (layout.opt) directories.push_back((*layout.opt / "ruby/gems" / folder).string());
  }
  if (layout.sdk) directories.push_back(layout.sdk->string());
  std::string path = fmt::format("{}", fmt::join(directories, ":"));
  // A colon at the end stands for the interpreter's own directories.
  return layout.outside_packages == OutsidePackages::Visible ? path + ":" : path;
}

}  // namespace

Result<Command> ruby_command(const RuntimeId& runtime, const ResolvedRuntime& resolved, const Layout& layout) {
  const Path script = layout.runtime_directory / "bootstrap.rb";
  if (!path_exists(script)) {
    return Error{ErrorKind::System, fmt::format("start {}: {} is missing", runtime.id, script.string())};
  }
  Command command;
  command.executable = resolved.interpreter;
  command.has_gate =
      true;  // Ruby itself looks for its libraries in RUBYLIB first: it is held too late to compare the package
  command.arguments = {resolved.interpreter.string()};
  if (std::pair(resolved.version.major, resolved.version.minor) < kPlainMessagesSince) {
    command.arguments.emplace_back("--disable=did_you_mean,error_highlight");
  }
  command.arguments.push_back(script.string());
  command.environment["GEM_HOME"] = layout.sdk.value_or(layout.runtime_directory).string();
  command.environment["GEM_PATH"] = gem_path(runtime, resolved.version, layout);
  std::string library = layout.task_root.string();
  if (layout.opt) library += ":" + (*layout.opt / "ruby/lib").string();
  command.environment["RUBYLIB"] = library;
  return command;
}

}  // namespace lambdalocal::runtimes

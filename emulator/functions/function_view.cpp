#include "emulator/functions/function_view.h"

#include <fmt/format.h>

#include <filesystem>

#include "emulator/sandbox/namespaces.h"

namespace lambdalocal {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPackagesOfUser = ".local/lib";
constexpr std::uint64_t kBytesOfMegabyte = 1024 * 1024;

bool is_absolute(const std::string& text) { return text.starts_with('/'); }

}  // namespace

std::shared_ptr<const sandbox::View> view_of(const PreparedFunction& prepared, const runtimes::Machine& machine) {
  const runtimes::Layout& layout = prepared.layout;
  sandbox::ViewBuilder builder({machine.variable("HOME"), machine.cache_directory, machine.data_directory});
  builder.put(layout.task_root, "/var/task");
  if (layout.opt) builder.put(*layout.opt, "/opt");
  builder.put(layout.runtime_directory, "/var/runtime");
  if (layout.sdk) builder.put(*layout.sdk);  // as it was looked at: a class archive of Java holds the paths
  for (const fs::path& entry : prepared.command.sealed_entries) builder.put(entry);
  if (layout.outside_packages == OutsidePackages::Visible) {
    builder.put_beside(layout.task_root);
    for (const fs::path& path : prepared.outside_files) {
      if (path.filename() != "node_modules") builder.put(path);  // those lie beside /var/task
    }
    // What people have installed for themselves, where their interpreter looks for it.
    const std::string home = machine.variable("HOME");
    if (is_absolute(home))
      builder.put(fs::path(home) / kPackagesOfUser,
                  fmt::format("{}/{}/{}", sandbox::kHomes, sandbox::kUserName, kPackagesOfUser));
  }
  const auto is_ours = [&](const std::string& path) {
    for (const fs::path& place : {layout.task_root, layout.runtime_directory, layout.opt.value_or(layout.task_root)}) {
      if (path.starts_with(place.string() + "/")) return true;
    }
    return false;
  };
  const auto put_file = [&](const std::string& path) {
    if (!is_absolute(path) || is_ours(path)) return;
    if (runtimes::is_executable(path)) {
      builder.put_program(path);
    } else {
      builder.put(path);
    }
  };
  put_file(prepared.command.executable);
  for (const std::string& argument : prepared.command.arguments) put_file(argument);
  // What is let through by name is wished for: a file that it names, too.
  for (const auto& [name, value] : prepared.passed_environment) {
    if (is_absolute(value)) builder.put(value);
  }
  const auto megabytes = static_cast<std::uint64_t>(prepared.function.ephemeral_storage_mb);
  return std::make_shared<const sandbox::View>(std::move(builder).view(megabytes * kBytesOfMegabyte));
}

}  // namespace lambdalocal

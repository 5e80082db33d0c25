#include "emulator/runtimes/java/java.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <clocale>

#include "core/inference/unbuilt_sources.h"
#include "core/text/ascii.h"
#include "emulator/runtimes/inference.h"
#include "emulator/runtimes/java/class_archive.h"
#include "emulator/runtimes/java/runtime_client.h"

namespace lambdalocal::runtimes {
namespace {

using Path = std::filesystem::path;

constexpr std::size_t kReleaseBytes = 64 * 1024;
constexpr int kHeapPercent = 85;  // of the function's memory, as Lambda sizes it

std::string tool_options(const Function& function) {
  const auto found = function.environment.find("JAVA_TOOL_OPTIONS");
  return found == function.environment.end() ? "" : found->second;
}

bool has_any(std::string_view options, std::initializer_list<std::string_view> parts) {
  for (const std::string_view part : parts) {
    if (options.find(part) != std::string_view::npos) return true;
  }
  return false;
}

// The command line beats JAVA_TOOL_OPTIONS, and two collectors are an error: what the function's own options say is left to them.
std::vector<std::string> flags_beside(std::string_view options, const Function& function, const Version& version) {
  std::vector<std::string> flags;
  if (!has_any(options, {"-Xmx", "MaxHeapSize", "MaxRAM"})) {
    flags.push_back(fmt::format("-XX:MaxHeapSize={}k", function.memory_size_mb * 1024 * kHeapPercent / 100));
  }
  if (!has_any(options, {"java.net.preferIPv4Stack", "java.net.preferIPv6"})) {
    flags.emplace_back("-Djava.net.preferIPv4Stack=true");
  }
  for (std::string& flag : java_flags(version)) {
    const bool collector = flag == "-XX:+UseSerialGC" && has_any(options, {"GC"});
    const bool compiler = flag.starts_with("-XX:Tiered") && has_any(options, {"Tiered"});
    const bool sharing = flag == "-Xshare:auto" && has_any(options, {"-Xshare"});
    if (!collector && !compiler && !sharing) flags.push_back(std::move(flag));
  }
  return flags;
}

bool may_share(std::string_view options) {
  return !has_any(options, {"-Xshare", "SharedArchiveFile", "ArchiveClassesAtExit", "AOT", "-javaagent"});
}

void append(std::string& class_path, const Path& path) {
  if (!class_path.empty()) class_path += ':';
  class_path += path.string();
}

void append(std::string& class_path, const std::vector<Path>& paths) {
  for (const Path& path : paths) append(class_path, path);
}

// The function's own classes in Lambda's order: its root, its lib/*.jar, those of the layers.
void append_function(std::string& class_path, const Layout& layout) {
  append(class_path, layout.task_root);
  append(class_path, jars_in(layout.task_root / "lib"));
  if (layout.opt) append(class_path, jars_in(*layout.opt / "java/lib"));
}

// The client looks for layers in /opt/java; where they lie elsewhere, the JVM is given what the client would find.
bool layers_lie_elsewhere(const Layout& layout) {
  return layout.opt && *layout.opt != "/opt" && !jars_in(*layout.opt / "java/lib").empty();
}

// LANG is en_US.UTF-8 as on Lambda. Where that is not installed, a JVM would read variables and write texts as ASCII.
bool has_locale_of_lambda() {
  const locale_t locale = ::newlocale(LC_CTYPE_MASK, "en_US.UTF-8", nullptr);
  if (locale == nullptr) return false;
  ::freelocale(locale);
  return true;
}

// A class that is in no archive which might have it. AWS's own answer says no more than its name.
std::optional<std::string> class_missing(const Function& function, const Layout& layout) {
  std::string file = function.handler.substr(0, function.handler.rfind("::"));
  std::ranges::replace(file, '.', '/');
  file += ".class";
  const bool may_be_in_a_jar = !jars_in(layout.task_root / "lib").empty() || layout.opt;
  if (may_be_in_a_jar || path_exists(layout.task_root / file)) return std::nullopt;
  const DirectoryListing bundle(layout.task_root);
  const auto unbuilt = unbuilt_sources(bundle);
  return fmt::format("the bundle has no {} and no lib/*.jar{}", file, unbuilt ? "\n" + *unbuilt : "");
}

Error client_missing(const Function& function) {
  return Error{
      ErrorKind::RuntimeMissing,
      fmt::format("run {}: AWS's runtime interface client for Java is not on this machine\n"
                  "install it with: lambdalocal runtimes install java  (it runs Maven; or from a directory with "
                  "its jars, with --from DIR)",
                  function.runtime.id)};
}

std::optional<int> take_digits(std::string_view& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || text.empty() || !is_digit(text.front())) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

}  // namespace

std::optional<Version> java_version_of_release(std::string_view text) {
  constexpr std::string_view kKey = "JAVA_VERSION=\"";
  std::size_t at = text.find(kKey);
  while (at != std::string_view::npos && at > 0 && text[at - 1] != '\n') at = text.find(kKey, at + 1);
  if (at == std::string_view::npos) return std::nullopt;
  text.remove_prefix(at + kKey.size());
  int parts[3] = {0, 0, 0};
  for (int& part : parts) {
    const auto number = take_digits(text);
    if (!number) break;
    part = *number;
    if (!text.starts_with('.') && !text.starts_with('_')) break;
    text.remove_prefix(1);
  }
  if (parts[0] == 0) return std::nullopt;
  if (parts[0] != 1) return Version{parts[0], parts[1], parts[2]};
  const auto update = take_digits(text);  // 1.8.0_392
  return Version{parts[1], 0, update.value_or(0)};
}

std::vector<Version> java_versions_beside(const Path& binary) {
  Path home = binary.parent_path().parent_path();
  for (int level = 0; level < 2 && home.has_relative_path(); ++level, home = home.parent_path()) {
    if (const auto version = java_version_of_release(read_text(home / "release", kReleaseBytes))) return {*version};
  }
  return {};
}

Result<Command> java_command(const Function& function, const ResolvedRuntime& resolved, const Layout& layout,
                             const Machine& machine) {
  const bool own_client = brings_java_client(layout.task_root);
  if (!own_client && !layout.sdk) return client_missing(function);
  const std::string options = tool_options(function);
  Command command;
  command.executable = resolved.interpreter;
  command.arguments = {resolved.interpreter.string()};
  if (auto missing = class_missing(function, layout)) command.warnings.push_back(std::move(*missing));
  if (!has_locale_of_lambda()) command.environment["LC_ALL"] = "C.UTF-8";
  for (std::string& flag : flags_beside(options, function, resolved.version))
    command.arguments.push_back(std::move(flag));
  std::string class_path;
  if (own_client) {
    append_function(class_path, layout);
    command.notes.emplace_back("the bundle brings its own runtime interface client, which runs it");
  } else {
    const ClassArchiveSources sources{resolved.interpreter, resolved.version, jars_in(*layout.sdk),
                                      *layout.sdk / kJavaClientNativeLibrary};
    append(class_path, sources.jars);
    if (layers_lie_elsewhere(layout)) append_function(class_path, layout);
    command.arguments.push_back(fmt::format("-D{}={}", kJavaClientNativeProperty, sources.native_library.string()));
    const Path entry = class_archive_entry(machine, sources);
    const ClassArchive archive = find_class_archive(entry);
    if (archive.file && may_share(options)) {
      command.arguments.push_back("-XX:SharedArchiveFile=" + archive.file->string());
      command.sealed_entries.push_back(entry);
    }
    if (!archive.is_made && !entry.empty()) {
      command.afterwards = [machine, sources] { make_class_archive(machine, sources); };
    }
  }
  command.arguments.insert(command.arguments.end(), {"-classpath", class_path, kJavaClientMain, function.handler});
  return command;
}

}  // namespace lambdalocal::runtimes

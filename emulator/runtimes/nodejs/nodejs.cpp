#include "emulator/runtimes/nodejs/nodejs.h"

#include <fmt/format.h>

#include <string_view>
#include <system_error>
#include <vector>

#include "emulator/runtimes/bootstrap_settings.h"

namespace lambdalocal::runtimes {
namespace {

namespace fs = std::filesystem;

// From this version on a handler's return value is its answer; before, callbacks are (bootstrap/README.md).
constexpr int kPromisesOnlySince = 24;
// From this version of node on the size of the heap may be set without a cost at start.
constexpr int kHeapFlagsAreFreeSince = 24;
// From this version on Lambda's node looks into NODE_PATH for imports too.
constexpr int kImportsSearchNodePathSince = 18;

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

std::string real_path(const fs::path& path) {
  std::error_code failure;
  const fs::path real = fs::weakly_canonical(path, failure);
  return (failure ? path : real).lexically_normal().string();
}

bool at_least(const NodeVersion& version, int major, int minor) {
  return version.major > major || (version.major == major && version.minor >= minor);
}

bool mentions(const std::string& options, std::string_view flag) { return options.find(flag) != std::string::npos; }

void add_module_flags(const RuntimeId& runtime, const NodejsOptions& options, std::vector<std::string>& arguments) {
  if (!options.version) return;
  const NodeVersion& version = *options.version;
  const bool knows_require = version.major == 20 ? version.minor >= 17 : version.major >= 22;
  if (runtime.major >= 20 && knows_require && !mentions(options.node_options, "--experimental-require-module")) {
    arguments.push_back("--no-experimental-require-module");
  }
  const bool knows_detection = version.major == 20 ? version.minor >= 10 : at_least(version, 21, 1);
  if (runtime.major >= 22 && knows_detection && !mentions(options.node_options, "--experimental-detect-module")) {
    arguments.push_back("--no-experimental-detect-module");
  }
}

void add_heap_flags(const NodejsOptions& options, std::vector<std::string>& arguments) {
  // Any V8 flag makes an older node compile its own code anew, which is a fifth of a cold start.
  if (!options.memory_size_mb || !options.version || options.version->major < kHeapFlagsAreFreeSince) return;
  for (const auto* flag : {"semi_space_size", "semi-space-size", "old_space_size", "old-space-size"}) {
    if (mentions(options.node_options, flag)) return;
  }
  const int new_space = *options.memory_size_mb / 10;
  arguments.push_back(fmt::format("--max-semi-space-size={}", new_space / 2));
  arguments.push_back(fmt::format("--max-old-space-size={}", *options.memory_size_mb - new_space));
}

// Directories that hold packages for this function, in the order of Lambda's NODE_PATH.
std::vector<fs::path> package_directories(const RuntimeId& runtime, const Layout& layout) {
  std::vector<fs::path> directories;
  if (layout.opt) {
    directories.push_back(*layout.opt / fmt::format("nodejs/node{}/node_modules", runtime.major));
    directories.push_back(*layout.opt / "nodejs/node_modules");
  }
  if (layout.sdk) directories.push_back(*layout.sdk / "node_modules");
  return directories;
}

std::string node_path(const RuntimeId& runtime, const Layout& layout) {
  std::string value;
  for (const auto& directory : package_directories(runtime, layout)) value += directory.string() + ":";
  return value + layout.runtime_directory.string() + ":" + layout.task_root.string();
}

bool imports_need_node_path(const RuntimeId& runtime, const Layout& layout) {
  if (runtime.major < kImportsSearchNodePathSince) return false;
  for (const auto& directory : package_directories(runtime, layout)) {
    if (is_there(directory)) return true;
  }
  return false;
}

// Whether a node_modules lies above the function, where both require() and import would find packages.
bool has_packages_above(const fs::path& task_root) {
  fs::path folder = real_path(task_root);
  while (folder.has_relative_path()) {
    folder = folder.parent_path();
    if (is_there(folder / "node_modules")) return true;
  }
  return false;
}

// Whether require() would find packages in node's global folders, or in those of Debian's node.
bool has_global_packages(const fs::path& interpreter) {
  const fs::path prefix = interpreter.parent_path().parent_path();
  return is_there(prefix / "lib/node") || is_there("/usr/share/nodejs") || is_there("/usr/lib/nodejs");
}

std::string roots(const Layout& layout) {
  std::string value = real_path(layout.task_root) + ":" + real_path(layout.runtime_directory);
  if (layout.opt) value += ":" + real_path(*layout.opt);
  if (layout.sdk) value += ":" + real_path(*layout.sdk);
  return value;
}

}  // namespace

Result<Command> nodejs_command(const fs::path& interpreter, const RuntimeId& runtime, const Layout& layout,
                               const NodejsOptions& options) {
  Command command;
  command.executable = interpreter;
  command.has_gate = command.can_be_held = true;
  std::vector<std::string>& arguments = command.arguments;
  arguments.push_back(interpreter.string());
  add_heap_flags(options, arguments);
  add_module_flags(runtime, options, arguments);
  const char* script = runtime.major >= kPromisesOnlySince ? "promises.cjs" : "callbacks.cjs";
  arguments.push_back((layout.runtime_directory / script).string());
  const bool above = has_packages_above(layout.task_root);
  const bool global = has_global_packages(interpreter);
  const bool paths = imports_need_node_path(runtime, layout);
  BootstrapSettings settings;
  if (above || global) {
    settings.add("packages", layout.outside_packages == OutsidePackages::Hidden ? "hidden" : "visible");
  }
  if (above) settings.add("above", "1");
  if (paths) settings.add("paths", "1");
  if (above || paths || global) settings.add("roots", roots(layout));
  if (layout.sdk) settings.add("sdk", "1");
  if (layout.opt) settings.add("opt", real_path(*layout.opt));
  settings.put_into(command.environment);
  command.environment["NODE_PATH"] = node_path(runtime, layout);
  return command;
}

std::vector<fs::path> node_modules_above(const fs::path& task_root) {
  std::vector<fs::path> found;
  std::error_code error;
  const auto place = fs::canonical(task_root, error);
  if (error) return found;
  for (auto above = place.parent_path(); above.has_relative_path(); above = above.parent_path()) {
    auto modules = above / "node_modules";
    if (fs::is_directory(modules, error) || fs::exists(above / "package.json", error)) {
      found.push_back(std::move(modules));
    }
  }
  return found;
}

}  // namespace lambdalocal::runtimes

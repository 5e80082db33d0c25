#include "emulator/runtimes/dotnet/dotnet.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace lambdalocal::runtimes {
namespace {

using Path = std::filesystem::path;

constexpr const char* kRuntimeSupport = "Amazon.Lambda.RuntimeSupport.dll";
constexpr const char* kMainAssembly = "LAMBDA_DOTNET_MAIN_ASSEMBLY";

bool is_regular(const Path& path) {
  std::error_code failed;
  return std::filesystem::is_regular_file(path, failed);
}

// As a start script ends: what is wrong on stderr, and an exit code of its own.
Command that_says(const Machine& machine, const std::string& message, int code) {
  const Path bash = machine.find_program("bash");
  Command command;
  command.executable = bash.empty() ? Path("/bin/sh") : bash;
  command.arguments = {"sh", "-c", fmt::format("echo \"$1\" >&2; exit {}", code), "/var/runtime/bootstrap",
                       "Error: " + message};
  return command;
}

// <assembly><ending> in the task root, else the only file there with that ending.
std::optional<Path> file_of(const Path& task_root, const std::string& assembly, std::string_view ending) {
  const Path named = task_root / (assembly + std::string(ending));
  if (is_regular(named)) return named;
  std::vector<Path> found;
  std::error_code failed;
  for (std::filesystem::directory_iterator entry(task_root, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    if (entry->path().native().ends_with(ending)) found.push_back(entry->path());
  }
  return found.size() == 1 ? std::optional(found.front()) : std::nullopt;
}

std::string main_assembly(const Function& function) {
  const auto named = function.environment.find(kMainAssembly);
  std::string name =
      named != function.environment.end() ? named->second : function.handler.substr(0, function.handler.find(':'));
  if (name.ends_with(".dll")) name.resize(name.size() - 4);
  return name;
}

Command run(const Path& dotnet, std::vector<std::string> words) {
  Command command;
  command.executable = dotnet;
  command.arguments = {dotnet.string(), "exec"};
  command.arguments.insert(command.arguments.end(), words.begin(), words.end());
  return command;
}

Command executable_assembly(const Function& function, const Path& dotnet, const Layout& layout,
                            const Machine& machine) {
  const Path binary = layout.task_root / function.handler;
  const Path assembly = function.handler.ends_with(".dll") ? binary : Path(binary.string() + ".dll");
  if (is_regular(assembly)) return run(dotnet, {assembly.string()});
  if (!is_regular(binary)) {
    return that_says(machine,
                     fmt::format("executable assembly {} or binary {} not found.", assembly.string(), binary.string()),
                     104);
  }
  Command command;
  command.executable = binary;
  command.arguments = {binary.string()};
  return command;
}

Result<Command> class_library(const Function& function, const Path& dotnet, const Layout& layout,
                              const Machine& machine) {
  const auto missing = [&](const char* file, int code) {
    return that_says(
        machine,
        fmt::format(".NET binaries for Lambda function are not correctly installed in the {0} directory of the image "
                    "when the image was built. The {0} directory is missing the required {1} file.",
                    layout.task_root.string(), file),
        code);
  };
  const std::string assembly = main_assembly(function);
  const auto dependencies = file_of(layout.task_root, assembly, ".deps.json");
  if (!dependencies) return missing(".deps.json", 105);
  const auto configuration = file_of(layout.task_root, assembly, ".runtimeconfig.json");
  if (!configuration) return missing(".runtimeconfig.json", 106);
  const Path own = layout.task_root / kRuntimeSupport;
  if (!is_regular(own) && !layout.sdk) {
    return Error{
        ErrorKind::RuntimeMissing,
        fmt::format("run {}: the handler {} is a class library's, and AWS's {} is not on this machine\n"
                    "install it from a directory that holds it (that of a published project that uses the package "
                    "Amazon.Lambda.RuntimeSupport): lambdalocal runtimes install dotnet --from DIR",
                    function.runtime.id, function.handler, kRuntimeSupport)};
  }
  const Path support = layout.sdk ? *layout.sdk / kRuntimeSupport : own;
  return run(dotnet, {"--depsfile", dependencies->string(), "--runtimeconfig", configuration->string(),
                      support.string(), function.handler});
}

}  // namespace

Result<Command> dotnet_command(const Function& function, const ResolvedRuntime& resolved, const Layout& layout,
                               const Machine& machine) {
  Command command;
  if (function.handler.find(':') == std::string::npos) {
    command = executable_assembly(function, resolved.interpreter, layout, machine);
  } else {
    TRY(library, class_library(function, resolved.interpreter, layout, machine));
    command = std::move(library);
  }
  command.environment["DOTNET_ROOT"] = resolved.interpreter.parent_path().string();
  // A runtime newer than the assemblies were built for runs them only when it is told to.
  if (resolved.version.major > function.runtime.major) command.environment["DOTNET_ROLL_FORWARD"] = "Major";
  command.environment["LAMBDA_RUNTIME_NAME"] = std::string(function.runtime.id);
  return command;
}

std::vector<Version> dotnet_versions_beside(const Path& binary) {
  std::vector<Version> versions;
  std::error_code failed;
  std::filesystem::directory_iterator entry(binary.parent_path() / "shared/Microsoft.NETCore.App", failed), end;
  for (; !failed && entry != end; entry.increment(failed)) {
    if (const auto version = version_of_directory(entry->path().filename().native())) versions.push_back(*version);
  }
  std::ranges::sort(versions, std::greater<>());
  return versions;
}

}  // namespace lambdalocal::runtimes

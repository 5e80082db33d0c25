#include "emulator/runtimes/python/python.h"

#include <system_error>

namespace lambdalocal::runtimes {

Result<Command> python_command(const std::filesystem::path& interpreter, const RuntimeId& runtime,
                               const Layout& layout) {
  const auto script = layout.runtime_directory / "bootstrap.py";
  std::error_code error;
  if (!std::filesystem::exists(script, error)) {
    return Error{ErrorKind::System, "start " + std::string(runtime.id) + ": " + script.string() + " is missing"};
  }
  const bool hidden = layout.outside_packages == OutsidePackages::Hidden;
  Command command;
  command.executable = interpreter;
  command.arguments = {interpreter.string()};
  if (hidden) command.arguments.emplace_back("-S");
  command.arguments.push_back(script.string());
  command.arguments.emplace_back(hidden ? "packages=hidden" : "packages=visible");
  if (layout.opt) command.arguments.push_back("opt=" + layout.opt->string());
  if (layout.sdk) command.arguments.push_back("sdk=" + layout.sdk->string());
  if (!hidden) {
    for (const auto& directory : layout.outside_directories) {
      command.arguments.push_back("outside=" + directory.string());
    }
  }
  // Lambda's newer images do not have LANG's locale, so Python falls back to this one and says so in its environment.
  if (runtime.major == 3 && runtime.minor >= 12) command.environment["LC_CTYPE"] = "C.UTF-8";
  return command;
}

}  // namespace lambdalocal::runtimes

#include "emulator/runtimes/python/python.h"

#include <system_error>

#include "emulator/runtimes/bootstrap_settings.h"

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
  command.executable = hidden ? interpreter : layout.outside_interpreter.value_or(interpreter);
  command.arguments = {command.executable.string()};
  command.has_gate = true;
  command.can_be_held = hidden;
  // The packages of a virtual environment are there from the beginning, as its own python has them; those of the interpreter
  // itself come when one is needed (bootstrap/awslambdaric/late_site.py).
  const bool runs_site = !hidden && layout.outside_interpreter;
  if (!runs_site) command.arguments.emplace_back("-S");
  command.arguments.push_back(script.string());
  BootstrapSettings settings;
  settings.add("packages", hidden ? "hidden" : "visible");
  if (layout.opt) settings.add("opt", layout.opt->native());
  if (layout.sdk) settings.add("sdk", layout.sdk->native());
  if (!hidden) {
    for (const auto& directory : layout.outside_directories) settings.add("outside", directory.native());
  }
  settings.put_into(command.environment);
  // Lambda's newer images do not have LANG's locale, so Python falls back to this one and says so in its environment.
  if (runtime.major == 3 && runtime.minor >= 12) command.environment["LC_CTYPE"] = "C.UTF-8";
  return command;
}

}  // namespace lambdalocal::runtimes

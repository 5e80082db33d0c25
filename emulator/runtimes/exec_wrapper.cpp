#include "emulator/runtimes/exec_wrapper.h"

#include "emulator/runtimes/executable_file.h"

namespace lambdalocal::runtimes {
namespace {

// Lambda's runtimes are started by a shell script that ends in `exec $AWS_LAMBDA_EXEC_WRAPPER ...`: what goes wrong there
// goes wrong in a shell, which says why on stderr and exits with 127 or 126. A wrapper without a first line runs as a script.
std::vector<std::string> through_shell(const std::filesystem::path& wrapper) {
  return {"sh", "-c", R"(exec "$@")", "/var/runtime/bootstrap", wrapper.string()};
}

std::string what_is_missing(const std::string& wrapper, const std::filesystem::path& file, const Layout& layout) {
  if (!wrapper.starts_with("/opt/")) return "there is no file " + file.string();
  if (layout.opt) return "none of the layers has that file; name the layer that brings it with --layer";
  return "it comes with a layer, and the function has none; name it with --layer";
}

}  // namespace

Command wrapped_command(Command command, const std::string& wrapper, const Layout& layout, const Machine& machine) {
  std::filesystem::path file = on_this_machine(wrapper, layout);
  if (file.is_relative()) file = layout.task_root / file;  // the runtime starts in the task root
  std::error_code failed;
  std::vector<std::string> arguments;
  std::filesystem::path executable;
  const bool exists = std::filesystem::is_regular_file(file, failed);
  const ExecutableFile examined = exists ? examine_executable(file, layout, machine) : ExecutableFile{};
  if (!exists || examined.problem) {
    const std::filesystem::path bash = machine.find_program("bash");
    executable = bash.empty() ? std::filesystem::path("/bin/sh") : bash;
    arguments = through_shell(file);
    const std::string hint = exists ? examined.problem->hint : what_is_missing(wrapper, file, layout);
    command.warnings.push_back("AWS_LAMBDA_EXEC_WRAPPER is " + wrapper + ": " + hint);
  } else {
    executable = examined.launch.executable;
    arguments = examined.launch.words;
    arguments.push_back(file.string());
    if (examined.launch.note) command.notes.push_back(*examined.launch.note);
  }
  // The wrapper looks for the runtime by its first word, so that must be a path.
  arguments.push_back(command.executable.string());
  for (std::size_t i = 1; i < command.arguments.size(); ++i) arguments.push_back(std::move(command.arguments[i]));
  command.executable = std::move(executable);
  command.has_gate = command.can_be_held = false;
  command.arguments = std::move(arguments);
  return command;
}

}  // namespace lambdalocal::runtimes

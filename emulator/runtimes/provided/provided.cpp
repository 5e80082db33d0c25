#include "emulator/runtimes/provided/provided.h"

#include <fmt/format.h>

#include "core/invocation/function_error.h"
#include "emulator/runtimes/executable_file.h"

namespace lambdalocal::runtimes {
namespace {

constexpr const char* kBootstrap = "bootstrap";

struct Place {
  std::filesystem::path file;
  std::string on_lambda;
};

// Where Lambda looks, in its order. A directory of that name is none.
std::optional<Place> find_bootstrap(const Layout& layout) {
  std::error_code failed;
  const std::filesystem::path in_task = layout.task_root / kBootstrap;
  if (std::filesystem::is_regular_file(in_task, failed)) return Place{in_task, "/var/task/bootstrap"};
  if (!layout.opt) return std::nullopt;
  const std::filesystem::path in_opt = *layout.opt / kBootstrap;
  if (std::filesystem::is_regular_file(in_opt, failed)) return Place{in_opt, "/opt/bootstrap"};
  return std::nullopt;
}

std::string what_is_missing(const Layout& layout) {
  std::error_code failed;
  const bool is_directory = std::filesystem::is_directory(layout.task_root / kBootstrap, failed);
  return fmt::format(
      "a custom runtime needs an executable file `bootstrap`, and there is none{}: looked for {} and {}\n"
      "build the function under that name, put it at the root of the package, or name the layer that brings it with "
      "--layer",
      is_directory ? " (a directory of that name does not count)" : "", (layout.task_root / kBootstrap).string(),
      layout.opt ? (*layout.opt / kBootstrap).string() : "in layers, of which the function has none");
}

}  // namespace

Result<Command> provided_command(const Layout& layout, const Machine& machine) {
  Command command;
  const auto place = find_bootstrap(layout);
  if (!place) {
    command.executable = layout.task_root / kBootstrap;
    command.arguments = {command.executable.string()};
    command.problem = EntrypointProblem{std::string(error_type::kInvalidEntrypoint),
                                        "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]",
                                        what_is_missing(layout)};
    return command;
  }
  ExecutableFile examined = examine_executable(place->file, layout, machine);
  command.executable = std::move(examined.launch.executable);
  command.arguments = std::move(examined.launch.words);
  command.arguments.push_back(place->file.string());
  if (examined.launch.note) command.notes.push_back(std::move(*examined.launch.note));
  if (examined.problem) {
    command.problem = EntrypointProblem{std::string(error_type::kInvalidEntrypoint),
                                        "fork/exec " + place->on_lambda + ": " + examined.problem->reason,
                                        place->file.string() + ": " + examined.problem->hint};
  }
  return command;
}

namespace {

class Provided final : public Family {
 public:
  RuntimeFamily id() const override { return RuntimeFamily::Provided; }
  Result<Command> command(const Function&, const ResolvedRuntime&, const Layout& layout,
                          const Machine& machine) const override {
    return provided_command(layout, machine);
  }
};

}  // namespace

const Family& provided_family() {
  static const Provided kFamily;
  return kFamily;
}

}  // namespace lambdalocal::runtimes

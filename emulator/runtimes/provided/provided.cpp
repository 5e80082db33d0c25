#include "emulator/runtimes/provided/provided.h"

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

}  // namespace

Result<Command> provided_command(const Layout& layout, const Machine& machine) {
  Command command;
  const auto place = find_bootstrap(layout);
  if (!place) {
    command.executable = layout.task_root / kBootstrap;
    command.arguments = {command.executable.string()};
    command.problem = EntrypointProblem{
        std::string(error_type::kInvalidEntrypoint),
        "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]",
        "a custom runtime needs an executable file `bootstrap` in the root of the bundle or of a layer"};
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

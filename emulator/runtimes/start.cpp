#include "emulator/runtimes/start.h"

#include "core/function/runtime_support.h"
#include "emulator/runtimes/exec_wrapper.h"
#include "emulator/runtimes/family.h"

namespace lambdalocal::runtimes {
namespace {

std::string variable_of(const Function& function, const char* name) {
  const auto found = function.environment.find(name);
  return found == function.environment.end() ? "" : found->second;
}

Result<Command> family_command(const Function& function, const ResolvedRuntime& resolved, const Layout& layout,
                               const Machine& machine) {
  const std::string wrapper = variable_of(function, "AWS_LAMBDA_EXEC_WRAPPER");
  TRY(command, family_of(function.runtime.family)->command(function, resolved, layout, machine));
  if (wrapper.empty()) return std::move(command);
  if (support_of(function.runtime.family).is_custom) {
    command.notes.push_back("AWS_LAMBDA_EXEC_WRAPPER has no effect on custom runtimes: their bootstrap starts all");
    return std::move(command);
  }
  return wrapped_command(std::move(command), wrapper, layout, machine);
}

}  // namespace

Result<Command> start_command(const Function& function, const ResolvedRuntime& resolved, const Layout& layout,
                              const Machine& machine) {
  if (auto error = not_emulated(function.runtime.family)) return std::move(*error);
  return family_command(function, resolved, layout, machine);
}

}  // namespace lambdalocal::runtimes

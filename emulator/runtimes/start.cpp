#include "emulator/runtimes/start.h"

#include "core/function/runtime_support.h"
#include "emulator/runtimes/exec_wrapper.h"
#include "emulator/runtimes/nodejs/nodejs.h"
#include "emulator/runtimes/provided/provided.h"
#include "emulator/runtimes/python/python.h"

namespace lambdalocal::runtimes {
namespace {

std::string variable_of(const Function& function, const char* name) {
  const auto found = function.environment.find(name);
  return found == function.environment.end() ? "" : found->second;
}

Result<Command> managed_command(const Function& function, const ResolvedRuntime& resolved, const Layout& layout) {
  if (function.runtime.family == RuntimeFamily::Python) {
    return python_command(resolved.interpreter, function.runtime, layout);
  }
  const NodeVersion version{resolved.version.major, resolved.version.minor};
  return nodejs_command(resolved.interpreter, function.runtime, layout,
                        {version, function.memory_size_mb, variable_of(function, "NODE_OPTIONS")});
}

}  // namespace

Result<Command> start_command(const Function& function, const ResolvedRuntime& resolved, const Layout& layout,
                              const Machine& machine) {
  if (auto error = not_emulated(function.runtime.family)) return std::move(*error);
  if (function.runtime.family == RuntimeFamily::Provided) return provided_command(layout, machine);
  TRY(command, managed_command(function, resolved, layout));
  const std::string wrapper = variable_of(function, "AWS_LAMBDA_EXEC_WRAPPER");
  if (wrapper.empty()) return std::move(command);
  return wrapped_command(std::move(command), wrapper, layout, machine);
}

}  // namespace lambdalocal::runtimes

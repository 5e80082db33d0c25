// One door to all families: the command that starts a function's runtime.
#pragma once

#include "core/function/function.h"
#include "core/result.h"
#include "emulator/runtimes/command.h"
#include "emulator/runtimes/machine.h"
#include "emulator/runtimes/resolve.h"

namespace lambdalocal::runtimes {

// `resolved` is what resolve() found for function.runtime. Of the function, its runtime, memory size and variables count:
// AWS_LAMBDA_EXEC_WRAPPER is put around managed runtimes (custom ones ignore it, as on Lambda). The command may carry a
// problem of the bundle (Command::problem), which is AWS's outcome and no error.
Result<Command> start_command(const Function& function, const ResolvedRuntime& resolved, const Layout& layout,
                              const Machine& machine);

}  // namespace lambdalocal::runtimes

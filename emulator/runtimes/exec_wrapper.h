// AWS_LAMBDA_EXEC_WRAPPER: a program of the function's that is started instead of a managed runtime, with the runtime's own
// command line as its arguments, which it is expected to start in turn.
// Source: docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html#runtime-wrapper
#pragma once

#include <string>

#include "emulator/runtimes/command.h"
#include "emulator/runtimes/machine.h"

namespace lambdalocal::runtimes {

// The command that starts `wrapper` (the variable's value) around `command`. As on Lambda, a wrapper that is missing ends the
// runtime with exit status 127, one that is not executable with 126.
Command wrapped_command(Command command, const std::string& wrapper, const Layout& layout, const Machine& machine);

}  // namespace lambdalocal::runtimes

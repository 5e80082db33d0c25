// Custom runtimes (provided, provided.al2, provided.al2023): the function brings its runtime, an executable `bootstrap` in the
// deployment package or a layer.
// Source: docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html
#pragma once

#include "core/result.h"
#include "emulator/runtimes/command.h"
#include "emulator/runtimes/family.h"
#include "emulator/runtimes/machine.h"

namespace lambdalocal::runtimes {

// The command that runs `bootstrap` of the task root, else of /opt. A bootstrap that is missing or that the kernel would
// refuse is no error here: the command carries AWS's Runtime.InvalidEntrypoint as its problem.
Result<Command> provided_command(const Layout& layout, const Machine& machine);

const Family& provided_family();

}  // namespace lambdalocal::runtimes

// From the command line to a command: `lambdalocal COMMAND ARGUMENTS...`.
#pragma once

#include <span>

#include "cli/exit_code.h"

namespace lambdalocal {

// `arguments` are those after the program's name. To be called first thing in main().
ExitCode run_command_line(std::span<const char* const> arguments);

}  // namespace lambdalocal

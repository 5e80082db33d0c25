// `lambdalocal event`: prints an event as one of AWS's services sends it; lists and describes those that can be made.
#pragma once

#include <span>

#include "cli/exit_code.h"

namespace lambdalocal::commands {

ExitCode event(std::span<const char* const> arguments);

}  // namespace lambdalocal::commands

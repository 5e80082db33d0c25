// `lambdalocal layers`: layers of AWS that functions name by their ARNs.
#pragma once

#include <span>

#include "cli/exit_code.h"

namespace lambdalocal::commands {

ExitCode layers(std::span<const char* const> arguments);

}  // namespace lambdalocal::commands

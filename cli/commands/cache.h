// `lambdalocal cache`: the deployment packages and layers that were unpacked on this machine.
#pragma once

#include <span>

#include "cli/exit_code.h"

namespace lambdalocal::commands {

ExitCode cache(std::span<const char* const> arguments);

}  // namespace lambdalocal::commands

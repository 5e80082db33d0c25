// `lambdalocal doctor`: what of this machine functions stumble over.
#pragma once

#include <span>

#include "cli/exit_code.h"

namespace lambdalocal::commands {

ExitCode doctor(std::span<const char* const> arguments);

}  // namespace lambdalocal::commands

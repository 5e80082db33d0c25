// `lambdalocal validate`: what a template or lambdalocal.json is understood to say, and what of it would not run.
#pragma once

#include <span>

#include "cli/exit_code.h"

namespace lambdalocal::commands {

ExitCode validate(std::span<const char* const> arguments);

}  // namespace lambdalocal::commands

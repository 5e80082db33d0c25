// `lambdalocal init`: writes a small project to begin with.
#pragma once

#include <span>

#include "cli/exit_code.h"

namespace lambdalocal::commands {

ExitCode init(std::span<const char* const> arguments);

}  // namespace lambdalocal::commands

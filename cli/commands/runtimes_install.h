// `lambdalocal runtimes install`: the AWS SDK into the side directory of lambdalocal's, with the user's own pip or npm.
#pragma once

#include <span>

#include "cli/exit_code.h"

namespace lambdalocal::commands {

// `arguments`: python, nodejs or a runtime id, then packages in place of those Lambda brings along.
ExitCode install_sdk(std::span<const char* const> arguments);

}  // namespace lambdalocal::commands

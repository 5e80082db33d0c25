// `lambdalocal runtimes`: what of Lambda's runtimes runs on this machine; `runtimes install`: the AWS SDK beside them.
#pragma once

#include <span>

#include "cli/exit_code.h"

namespace lambdalocal::system {
class Warden;
}

namespace lambdalocal::commands {

ExitCode runtimes(std::span<const char* const> arguments, system::Warden& warden);

}  // namespace lambdalocal::commands

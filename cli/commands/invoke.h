// `lambdalocal invoke`: a function, an event, the payload on stdout.
#pragma once

#include <span>

#include "cli/exit_code.h"

namespace lambdalocal::system {
class Warden;
}

namespace lambdalocal::commands {

ExitCode invoke(std::span<const char* const> arguments, system::Warden& warden);

}  // namespace lambdalocal::commands

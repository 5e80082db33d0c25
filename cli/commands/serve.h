// `lambdalocal serve`: functions behind the Lambda API and HTTP front ends.
#pragma once

#include <span>

#include "cli/exit_code.h"
#include "emulator/system/processes/warden.h"

namespace lambdalocal::commands {

// `arguments` are those after "serve".
ExitCode serve(std::span<const char* const> arguments, system::Warden& warden);

}  // namespace lambdalocal::commands

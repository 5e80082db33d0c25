// `lambdalocal test`: runs the cases in *.lambda-test.json and *.lambda-test.yaml, and says which were not as expected.
#pragma once

#include <span>

#include "cli/exit_code.h"

namespace lambdalocal::system {
class Warden;
}

namespace lambdalocal::commands {

ExitCode test(std::span<const char* const> arguments, system::Warden& warden);

}  // namespace lambdalocal::commands

// The checks of `lambdalocal doctor` for people and programs.
#pragma once

#include <string>
#include <vector>

#include "emulator/doctor/check.h"

namespace lambdalocal::output {

// A table, and below it what is not as it should be with what mends it.
std::string doctor_text(const std::vector<doctor::Check>& checks, bool coloured);
// [{"Check": ..., "Result": "Ok|Info|Warning|Problem", "Found": ..., "Effect": ..., "Remedy": ...}], indented.
std::string doctor_json(const std::vector<doctor::Check>& checks);

}  // namespace lambdalocal::output

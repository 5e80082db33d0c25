// What follows for functions of what the machine is: pure.
#pragma once

#include <vector>

#include "emulator/doctor/check.h"
#include "emulator/doctor/machine_facts.h"
#include "emulator/doctor/needs.h"

namespace lambdalocal::doctor {

std::vector<Check> machine_checks(const MachineFacts& facts, const Needs& needs);

}  // namespace lambdalocal::doctor

// What would run functions here: interpreters, the SDKs and clients that Lambda has beside its runtimes.
#pragma once

#include <vector>

#include "emulator/doctor/check.h"
#include "emulator/doctor/needs.h"
#include "emulator/runtimes/interpreters/interpreters.h"

namespace lambdalocal::doctor {

// First a check for each runtime that is needed, then one for each family of which none is. May run interpreters once to learn their
// patch numbers.
std::vector<Check> runtime_checks(const runtimes::Interpreters& interpreters, const Needs& needs);

}  // namespace lambdalocal::doctor

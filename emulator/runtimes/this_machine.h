// The machine lambdalocal was started on, as emulator/runtimes wants to know it.
#pragma once

#include "emulator/runtimes/machine.h"

namespace lambdalocal::runtimes {

// The caller's environment, the current directory, the directories of lambdalocal's own.
Machine this_machine();

}  // namespace lambdalocal::runtimes

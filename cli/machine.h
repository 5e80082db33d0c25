// The machine lambdalocal was started on, as emulator/runtimes wants to know it.
#pragma once

#include "emulator/runtimes/machine.h"

namespace lambdalocal {

// The caller's environment, the current directory, the directories of lambdalocal's own.
runtimes::Machine this_machine();

}  // namespace lambdalocal

// One warden for all tests of a test binary that start processes.
#pragma once

#include "emulator/system/processes/warden.h"

namespace lambdalocal::test {

system::Warden& warden();

}  // namespace lambdalocal::test

#include "emulator/system/processes/processors.h"

#include <sched.h>

namespace lambdalocal::system {

int processors() {
  cpu_set_t mine;
  return ::sched_getaffinity(0, sizeof mine, &mine) == 0 ? CPU_COUNT(&mine) : 1;
}

}  // namespace lambdalocal::system

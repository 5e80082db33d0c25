#include "emulator/environment/spares.h"

#include <algorithm>

#include "emulator/environment/pool.h"
#include "emulator/system/processes/processors.h"

namespace lambdalocal::environment {

void Spares::leave(const Pool& pool) { std::erase(pools_, &pool); }

bool Spares::is_quiet() const {
  if (starting_ > 0) return false;
  int busy = 0;
  for (const Pool* pool : pools_) {
    if (pool->starting() > 0 || pool->waiting() > 0) return false;
    busy += pool->busy();
  }
  return busy < system::processors();
}

bool Spares::make_room_for(const Pool& pool) {
  if (most_ == 0) return false;
  std::size_t count = 0;
  Pool* oldest = nullptr;
  for (Pool* one : pools_) {
    if (one == &pool || !one->has_spare()) continue;
    ++count;
    if (oldest == nullptr || one->used_at() < oldest->used_at()) oldest = one;
  }
  if (count < most_) return true;
  if (oldest->used_at() > pool.used_at()) return false;
  oldest->end_spare();
  return true;
}

}  // namespace lambdalocal::environment

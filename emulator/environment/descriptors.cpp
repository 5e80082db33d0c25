#include "emulator/environment/descriptors.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>

#include <algorithm>

#include "emulator/environment/pool.h"
#include "emulator/system/files/fd.h"

namespace lambdalocal::environment {

namespace {

// Of an environment of the pool: an external extension takes no more than a runtime does.
std::size_t of_environment(const Pool& pool) {
  return Descriptors::kOfEnvironment * (1 + pool.function().extensions.size());
}

}  // namespace

void Descriptors::leave(const Pool& pool) {
  std::erase(pools_, &pool);
  satisfied(pool);
}

bool Descriptors::suffice_for(const Pool& pool) const {
  if (in_need_ != nullptr && in_need_ != &pool) return false;
  std::size_t needed = kKept + of_environment(pool);
  for (const Pool* one : pools_) needed += one->starting() * of_environment(*one);
  return can_open(needed);
}

bool Descriptors::make_room_for(const Pool& pool) {
  if (in_need_ == nullptr && pool.environments() == 0) {
    in_need_ = &pool;
    in_need_since_ = std::chrono::steady_clock::now();
  }
  const bool any = ending_ > 0 || std::ranges::any_of(pools_, [](const Pool* one) {
                     return one->environments() > 0 || one->has_spare();
                   });
  end_oldest_idle();
  return any;
}

void Descriptors::satisfied(const Pool& pool) {
  if (in_need_ == &pool) in_need_ = nullptr;
}

bool Descriptors::are_owed_to_another_than(const Pool& pool) const {
  return in_need_ != nullptr && in_need_ != &pool && std::chrono::steady_clock::now() - in_need_since_ >= kPatience;
}

void Descriptors::end_oldest_idle() {
  if (ending_ > 0) return;
  if (const auto spare = std::ranges::find_if(pools_, &Pool::has_spare); spare != pools_.end()) (*spare)->end_spare();
  if (ending_ > 0) return;
  Pool* oldest = nullptr;
  for (Pool* one : pools_) {
    const auto since = one->idle_since();
    if (since && (oldest == nullptr || *since < *oldest->idle_since())) oldest = one;
  }
  if (oldest != nullptr) oldest->end_oldest_idle();
}

// poll() tells of each number whether it is a descriptor, of many in one call. The highest ones are asked first: with
// descriptors in plenty they are free.
bool can_open(std::size_t count) {
  rlimit limit{};
  const system::Fd of_the_machine(::eventfd(0, EFD_CLOEXEC));
  if (!of_the_machine || ::getrlimit(RLIMIT_NOFILE, &limit) != 0) return false;
  std::vector<pollfd> numbers;
  std::size_t free = 0;
  for (std::size_t top = limit.rlim_cur; top > 0 && free < count; top -= numbers.size()) {
    numbers.resize(std::min(top, 2 * count));
    int number = static_cast<int>(top - numbers.size());
    for (pollfd& one : numbers) one = {number++, 0, 0};
    if (::poll(numbers.data(), numbers.size(), 0) < 0) return false;
    free += static_cast<std::size_t>(
        std::ranges::count_if(numbers, [](const pollfd& one) { return (one.revents & POLLNVAL) != 0; }));
  }
  return free >= count;
}

}  // namespace lambdalocal::environment

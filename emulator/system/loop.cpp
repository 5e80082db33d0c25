#include "emulator/system/loop.h"

#include <sched.h>

#include <algorithm>
#include <chrono>

#include "emulator/system/processes/processors.h"

namespace lambdalocal {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

constexpr auto kLeast = nanoseconds(std::chrono::microseconds(10));
constexpr auto kMost = nanoseconds(std::chrono::microseconds(100));

// How long the next event is looked for: four times what those of late took to come, which were looked for or came within
// kMost of the last one. So a function whose answers take longer is slept for after little looking.
class Looking {
 public:
  nanoseconds limit() const { return std::clamp(4 * usual_, kLeast, kMost); }
  void came_after(nanoseconds gap) {
    if (gap <= kMost) usual_ += (gap - usual_) / 8;
  }

 private:
  nanoseconds usual_ = kMost / 4;
};

}  // namespace

void run_event_loop(boost::asio::io_context& loop, const std::function<int()>& running) {
  const int most = system::processors() - 1;  // one is for the loop itself
  Looking looking;
  auto last = steady_clock::now();
  while (!loop.stopped()) {
    if (most == 0 || running() > most) {  // looking would take the processor from a function
      loop.run_one();
      continue;
    }
    if (loop.poll() == 0) {
      if (steady_clock::now() - last < looking.limit()) {
        ::sched_yield();  // the function may have been put on this processor
        continue;
      }
      loop.run_one();
    }
    const auto now = steady_clock::now();
    looking.came_after(now - last);
    last = now;
  }
}

}  // namespace lambdalocal

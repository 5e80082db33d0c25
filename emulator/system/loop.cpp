#include "emulator/system/loop.h"

#include <chrono>

#include "emulator/system/processes/processors.h"

namespace lambdalocal {
namespace {

using std::chrono::steady_clock;

constexpr auto kMoment = std::chrono::microseconds(100);

}  // namespace

void run_event_loop(boost::asio::io_context& loop, const std::function<int()>& running) {
  const int most = system::processors() - 1;  // one is for the loop itself
  auto last = steady_clock::now();
  while (!loop.stopped()) {
    if (loop.poll() == 0) {
      if (running() <= most && most > 0 && steady_clock::now() - last < kMoment) continue;
      loop.run_one();
    }
    last = steady_clock::now();
  }
}

}  // namespace lambdalocal

#include "emulator/system/threads.h"

#include <system_error>
#include <thread>
#include <vector>

namespace lambdalocal::system {

void run_on_threads(unsigned threads, const std::function<void()>& work) {
  std::vector<std::jthread> others;
  try {
    for (unsigned i = 1; i < threads; ++i) others.emplace_back(work);
  } catch (const std::system_error&) {  // those that have started are enough
  }
  work();
}

}  // namespace lambdalocal::system

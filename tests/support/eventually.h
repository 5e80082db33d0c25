// Waiting for something that no descriptor tells: a process that is gone, a file that appears. The one place in the tests
// that sleeps.
#pragma once

#include <chrono>
#include <thread>

namespace lambdalocal {

// Whether `holds` comes true within `patience`, asked every millisecond.
template <typename Condition>
bool eventually(const Condition& holds, std::chrono::seconds patience = std::chrono::seconds(60)) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace lambdalocal

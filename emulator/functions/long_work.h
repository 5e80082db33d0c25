// Tells an observer of work that takes long, while it lasts: unpacking a large package, a build that says nothing.
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "emulator/observer.h"

namespace lambdalocal {

// The work lasts as long as this. On the executor's thread.
class LongWork {
 public:
  // When it is told first, and how often from then on.
  struct Pace {
    std::chrono::milliseconds first = std::chrono::seconds(1), further = std::chrono::seconds(10);
  };

  // `what`: "preparing orders". `observer` must outlive the executor's loop.
  LongWork(const boost::asio::any_io_executor& executor, Observer& observer, std::string what);
  LongWork(const boost::asio::any_io_executor& executor, Observer& observer, std::string what, Pace pace);
  LongWork(const LongWork&) = delete;
  LongWork& operator=(const LongWork&) = delete;
  ~LongWork();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace lambdalocal

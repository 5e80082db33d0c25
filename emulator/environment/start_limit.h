// How many environments of one function start at the same time, on a machine with few processors.
//
// An init that computes, as an interpreter's does, is not over sooner for being begun sooner: thirty at once on two
// processors all end after the time of thirty, while the first one alone could have served the line long before. So no more
// start than keep the processors busy, one more than there are, and the next one begins when one has ended. An init that waits
// for something leaves the processors idle: when a look finds that those that start use less than half of them, and none has
// ended since the look before, twice as many may start.
#pragma once

#include <chrono>
#include <utility>

namespace lambdalocal::environment {

// Counts and times only; the pool asks and tells.
class StartLimit {
 public:
  static constexpr std::chrono::milliseconds kLook{20};

  explicit StartLimit(int processors) : processors_(processors), most_(processors + 1) {}

  int most() const { return most_; }

  // An init has ended, and so many go on.
  void ended(int starting) {
    ended_ = true;
    if (starting == 0) most_ = processors_ + 1;
  }

  // Every kLook while more are wanted: what those that start have used of the processors since.
  void look(std::chrono::nanoseconds processor_time) {
    constexpr int kMost = 1 << 16;
    const bool idle = processor_time * 2 < kLook * processors_;
    if (!std::exchange(ended_, false) && idle && most_ < kMost) most_ *= 2;
  }

 private:
  const int processors_;
  int most_;
  bool ended_ = false;  // since the last look
};

}  // namespace lambdalocal::environment

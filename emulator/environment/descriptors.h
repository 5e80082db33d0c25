// The descriptors that environments take of this process, over all pools of a run. Where too few are left for one more, those
// that are idle end, the one that has been idle the longest first, whichever function it is of; who needs one stands in its
// pool's line meanwhile. What is being opened for an environment that starts is counted as taken from the beginning: a
// runtime whose connection cannot be accepted would otherwise wait for its whole init time.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace lambdalocal::environment {

class Pool;

class Descriptors {
 public:
  using Time = std::chrono::steady_clock::time_point;

  static constexpr std::size_t kOfEnvironment =
      8;                                    // its listener, its runtime's connections, its supervisor's socket, its
                                            // output, what tells of its memory
  static constexpr std::size_t kKept = 16;  // for connections of clients, and what is opened for a moment
  static constexpr std::chrono::milliseconds kLook{5};  // whether there is room, while somebody waits for it
  static constexpr std::chrono::milliseconds kPatience{
      100};  // of a pool that has nothing, with those that have something

  void enter(Pool& pool) { pools_.push_back(&pool); }
  void leave(const Pool& pool);

  // Whether `pool` may start one more environment now.
  bool suffice_for(const Pool& pool) const;
  // When they do not: makes some free, or sees that some become free. False: there is nothing that could.
  bool make_room_for(const Pool& pool);
  // `pool` needs no more than it has.
  void satisfied(const Pool& pool);
  // A pool without any environment has waited for long: an environment of `pool` that becomes free is to end.
  bool are_owed_to_another_than(const Pool& pool) const;

  // Has the environment that was idle the longest ended, unless one is ending. For whoever cannot open something.
  void end_oldest_idle();

  // While an environment ends: what it has becomes free.
  void begin_ending() { ++ending_; }
  void ended() { --ending_; }

 private:
  std::vector<Pool*> pools_;
  int ending_ = 0;

  // The pool without any environment that has waited the longest, and since when.
  const Pool* in_need_ = nullptr;
  Time in_need_since_;
};

// Whether so many more could be opened.
bool can_open(std::size_t count);

}  // namespace lambdalocal::environment

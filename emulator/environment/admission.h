// How many invocations of one function are let into environments at a time, on a machine with few processors.
//
// A function that is done within a fraction of a millisecond and spends it computing gains nothing from more environments
// at work than there are processors: each switch to another one finds the processor's caches cold, and costs it up to
// twice the time. So such a function is limited to one more than there are processors (it has its event at hand when
// another has answered); the other invocations stand in the pool's line and go into an environment that has just become
// free, rather than wake one more. Every other function is unlimited: one that waits for something, or computes for long,
// has an environment for each invocation at once, as on Lambda.
//
// - Which function is limited is measured, at every fourth invocation. Of those that ran beside few others, each votes for
//   the limit (under a millisecond, an eighth of it computing) or against it. Where more ran, each took as long as it did
//   because of the others: the limit begins when together they kept the processors busy with invocations that need less
//   than a millisecond each.
// - An invocation that takes longer than a look of the pool (2 ms) is overdue: it no longer counts. So a slow one among
//   quick ones holds up nobody for longer.
// - When no invocation has ended from one look to the next while others stand in line, the limit is twice what it was, and
//   again with the next look: a function that turns out slow has let in 24 after 6 ms, 96 after 10 ms. It shrinks to its
//   own size with the first look that sees one end.
// - When the votes go against a limit, it is lifted for 20 ms, then for twice as long each time, up to a minute, until
//   they have gone for it again.
//
// Measured on two processors, 32 callers of an echo: with it 24,500 calls per second in Python and 14,900 in Node.js, without
// it 13,500 and 9,000. With 8 callers 25,000 against 21,600, and 19,600 against 21,900.
#pragma once

#include <chrono>

namespace lambdalocal::environment {

// Counts and times only; the pool asks and tells.
class Admission {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit Admission(int processors);

  // How many more may go into environments now.
  int room() const;
  bool is_limited() const { return limited_; }

  // An invocation has gone in, or has ended. Overdue: it was told so.
  void begin() { ++running_; }
  void end(bool was_overdue);
  void overdue() { ++overdue_; }
  int running() const { return running_; }

  // At regular intervals, while somebody stands in line.
  void look();

  // Every so many invocations one is to be measured: what it took in all, and of the processors; `running`: how many ran
  // when it began, itself included.
  bool is_to_be_measured() { return ++begun_ % kMeasured == 0; }
  void measured(Time now, std::chrono::nanoseconds duration, std::chrono::nanoseconds processor_time, int running);

 private:
  static constexpr unsigned kMeasured = 4;

  void limit(Time now);
  void lift_for_a_while(Time now);

  // Constant after construction.
  const int processors_;
  const int most_;

  // What runs: overdue_ of the running_. `ended_` is true when one has ended since the last look.
  int running_ = 0;
  int overdue_ = 0;
  bool ended_ = false;
  unsigned begun_ = 0;

  // The limit: most_ times widened_, while limited_.
  bool limited_ = false;
  int widened_ = 1;

  // Of the latest invocations that ran beside few others: those for the limit less those against it.
  int votes_ = 0;
  Time not_before_;  // it is limited again
  std::chrono::milliseconds pause_;
};

}  // namespace lambdalocal::environment

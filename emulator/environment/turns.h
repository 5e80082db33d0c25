// Invocations of one function take turns where that answers all of them sooner. A function that is done within a fraction of
// a millisecond and spends it computing gains nothing from more environments at work than there are processors: each switch
// to another one finds the processor's caches cold, and costs it twice the time. So the invocations beyond that wait, in
// their order, for an environment that has just become free, rather than wake one more.
//
// Only for functions that were measured to be so. One that waits for something, or computes for long, has an environment
// for each invocation at once, as on Lambda; and when a quick one turns out slow, nobody waits more than a few milliseconds.
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <memory>

#include "emulator/system/wakeup.h"

namespace lambdalocal::environment {

class Turns : public std::enable_shared_from_this<Turns> {
 public:
  Turns(boost::asio::any_io_executor executor, int processors);

  // An invocation first asks must_wait() and waits, if so. It calls begin(), and end() when it is over; then, once its
  // environment is free again, next(), which runs who is next in line before it returns.
  bool must_wait() const { return taking_turns_ && (running_ >= most_ || !line_.empty()); }
  boost::asio::awaitable<void> wait();
  void begin() { ++running_; }
  void end();
  void next();

  // Every so many invocations one is to be measured: what it took in all, and of the processors; `running`: how many ran
  // when it began, itself included. May run those that are in line, as next().
  bool is_to_be_measured() { return ++begun_ % kMeasured == 0; }
  void measured(std::chrono::nanoseconds duration, std::chrono::nanoseconds processor_time, int running);

  int running() const { return running_; }
  int waiting() const { return static_cast<int>(line_.size()); }
  // Those that wait go on, and nobody waits from here on.
  void close();

 private:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr unsigned kMeasured = 4;
  struct Place {
    Time since;
    bool called = false;
    system::Wakeup wakeup;
  };

  void start();
  void stop();
  void stop_for_a_while();
  void call_next();
  void watch();

  const int processors_;
  const int most_;  // one more than there are processors: it has its event when another has answered
  int running_ = 0;
  unsigned begun_ = 0;
  unsigned ended_ = 0;
  std::deque<std::unique_ptr<Place>> line_;
  bool taking_turns_ = false;
  bool closed_ = false;

  int votes_ = 0;    // of the latest invocations that ran beside few others: those for turns less those against
  Time not_before_;  // turns are taken again
  std::chrono::milliseconds pause_;

  boost::asio::steady_timer watch_;
  bool watching_ = false;
};

}  // namespace lambdalocal::environment

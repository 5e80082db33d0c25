// Asynchronous invocations: events that were accepted with 202 and wait for an environment, or for their next try, which
// core/invocation/retry.h times. The request id stays the same. Events are kept in memory, as many as have room there.
//
// Each function has a line of its own, so that a slow one holds up no other. Its events begin in the order accepted, so many
// at a time; what fails goes to the end of the line for its next try. Environments are taken as every caller takes them: when
// there is none to be had, the line waits and goes on, in order, when one of its events has ended or its time has come.
// Source: docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
#pragma once

#include <utility>
//
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/invocation/retry.h"
#include "emulator/functions/registry.h"
#include "emulator/invocation/invoker.h"
#include "emulator/invocation/request.h"
#include "emulator/system/wakeup.h"

namespace lambdalocal {

struct EventQueueOptions {
  // Of the delays between tries; 0: at once. Ages count what a delay would have been.
  double delay_scale = 1;
  // Events of one function that run at a time, where AWS starts hundreds: a long line shall not fill this machine with
  // environments.
  std::size_t at_once = 10;
  // Of all events that wait, run or are tried again later: beyond it, none is accepted.
  std::size_t bytes = 128 * 1024 * 1024;
  // Why an event is given up, or a whole line cannot go on, for people.
  std::function<void(std::string_view text)> failed;
};

class EventQueue : public std::enable_shared_from_this<EventQueue> {
 public:
  // Both must outlive it.
  EventQueue(Registry& registry, Invoker& invoker, EventQueueOptions options);

  enum class Acceptance {
    Accepted,  // nothing accepted is lost while this lives
    Full,      // 429
    Ending,    // stop() was called
  };
  // The request has its id. Returns at once.
  Acceptance accept(std::shared_ptr<RegisteredFunction> function, InvokeRequest request);

  std::size_t pending() const;  // accepted, and neither done nor given up

  // From now on no event is accepted, and none begun.
  void stop();
  bool is_idle() const;  // none runs
  // What was accepted, and is neither done nor given up, a line each with its id.
  std::vector<std::string> left() const;

 private:
  using Time = std::chrono::steady_clock::time_point;
  // An event's part of the bytes that all may take, while it is kept.
  class Share {
   public:
    Share(std::shared_ptr<std::size_t> total, std::size_t bytes) : total_(std::move(total)), bytes_(bytes) {
      *total_ += bytes_;
    }
    Share(Share&&) = default;
    Share& operator=(Share&&) = delete;
    ~Share() {
      if (total_) *total_ -= bytes_;
    }

   private:
    std::shared_ptr<std::size_t> total_;
    std::size_t bytes_;
  };
  struct Event {
    InvokeRequest request;
    Time accepted;
    Share share;
    std::chrono::milliseconds skipped{};  // of the delays before its tries, by their scale
    int function_errors = 0;
  };
  using Events = std::map<std::uint64_t, Event>;  // by their place in the line
  struct Line {
    std::string function;
    Events waiting = {};
    Events running = {};
    std::size_t at_once;       // less than configured while there is no environment for more
    int refusals = 0;          // in a row
    bool told = false;         // that it cannot go on
    std::string refusal = {};  // why it could not
    Time resumes = Time::max();
  };
  using SharedLine = std::shared_ptr<Line>;

  SharedLine line_of(const std::string& function);
  void start_waiting(const SharedLine& line);
  bool is_hopeless(const RegisteredFunction* function, const Line& line, const Event& event) const;
  static boost::asio::awaitable<void> run(std::shared_ptr<EventQueue> queue, SharedLine line,
                                          std::shared_ptr<RegisteredFunction> function, std::uint64_t place);
  void ended(const SharedLine& line, const RegisteredFunction& function, std::uint64_t place,
             const InvocationResult& result);
  void failed(const Line& line, Event event, const RegisteredFunction& function, std::string_view error);
  void hold_up(const SharedLine& line, const std::string& reason);
  void resume_at(const SharedLine& line, Time due);
  void give_up(const Line& line, const Event& event, std::string_view why) const;
  void tell(std::string_view text) const;
  void arm_timer();
  void on_timer();
  std::chrono::milliseconds scaled(std::chrono::seconds delay) const;

  Registry& registry_;
  Invoker& invoker_;
  const EventQueueOptions options_;
  const std::shared_ptr<std::size_t> bytes_ = std::make_shared<std::size_t>(0);  // of all events
  std::uint64_t next_place_ = 0;
  std::map<std::string, SharedLine, std::less<>> lines_;
  std::multimap<Time, std::pair<std::string, Event>> later_;  // by the time of their next try, with their function
  std::multimap<Time, SharedLine> held_up_;                   // by the time they go on
  boost::asio::steady_timer timer_;                           // for the earliest of both
  Time armed_for_ = Time::max();
  bool closing_ = false;
  system::Wakeup changed_;
};

}  // namespace lambdalocal

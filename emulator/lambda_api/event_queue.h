// Asynchronous invocations: events that were accepted with 202 and wait for an environment, or for their next try. A
// function error is tried again after one and then two minutes, a throttle or a fault of ours after one second and then
// ever later up to five minutes, until the event is too old. The request id stays the same.
// Source: docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
#pragma once

#include <utility>
//
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/invocation_request.h"
#include "emulator/project.h"
#include "emulator/system/wakeup.h"

namespace lambdalocal::lambda_api {

struct EventQueueOptions {
  double delay_scale = 1;  // of the delays between tries; 0: at once
  int at_once = 10;        // events that run at a time: a long queue shall not fill this machine with environments
  // Why an event is given up, for people.
  std::function<void(std::string_view text)> failed;
};

class EventQueue : public std::enable_shared_from_this<EventQueue> {
 public:
  // `project` must outlive it.
  EventQueue(Project& project, EventQueueOptions options);

  // The request has its id. Returns at once; nothing accepted is lost while this lives.
  void accept(std::shared_ptr<ServedFunction> function, InvokeRequest request);

  std::size_t pending() const { return waiting_.size() + later_.size() + static_cast<std::size_t>(running_); }

  // Begins no more events and waits for those that run, until `deadline` at most. What was left, a line each.
  boost::asio::awaitable<std::vector<std::string>> shut_down(std::chrono::steady_clock::time_point deadline);

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Event {
    std::shared_ptr<ServedFunction> function;
    InvokeRequest request;
    Time accepted;
    int function_errors = 0;
    int other_failures = 0;
  };

  void start_waiting();
  static boost::asio::awaitable<void> run(std::shared_ptr<EventQueue> queue, Event event);
  void failed(Event event, std::string_view error);
  void refused(Event event, const std::string& reason);
  void try_later(Event event, std::chrono::seconds delay);
  void give_up(const Event& event, const std::string& why) const;
  void arm_timer();

  Project& project_;
  const EventQueueOptions options_;
  std::deque<Event> waiting_;           // in the order accepted
  std::multimap<Time, Event> later_;    // by the time of their next try
  boost::asio::steady_timer next_try_;
  int running_ = 0;
  bool closing_ = false;
  system::Wakeup changed_;
};

}  // namespace lambdalocal::lambda_api

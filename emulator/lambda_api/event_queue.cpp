#include "emulator/lambda_api/event_queue.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace lambdalocal::lambda_api {
namespace {

std::chrono::steady_clock::time_point now() { return std::chrono::steady_clock::now(); }

std::string described(const InvokeRequest& request, const ServedFunction& function) {
  return fmt::format("function {}, RequestId: {}", function.name(), request.request_id.value_or(""));
}

}  // namespace

EventQueue::EventQueue(Project& project, EventQueueOptions options)
    : project_(project), options_(std::move(options)), next_try_(project.executor()) {}

void EventQueue::accept(std::shared_ptr<ServedFunction> function, InvokeRequest request) {
  waiting_.push_back({std::move(function), std::move(request), now()});
  start_waiting();
}

void EventQueue::start_waiting() {
  while (!closing_ && running_ < options_.at_once && !waiting_.empty()) {
    Event event = std::move(waiting_.front());
    waiting_.pop_front();
    ++running_;
    asio::co_spawn(project_.executor(), run(shared_from_this(), std::move(event)), asio::detached);
  }
}

asio::awaitable<void> EventQueue::run(std::shared_ptr<EventQueue> queue, Event event) {
  auto answer = co_await event.function->invoke(event.request, nullptr);
  --queue->running_;
  if (!answer) {
    queue->refused(std::move(event), answer.error().message);
  } else if (const auto* throttled = std::get_if<environment::Throttled>(&*answer)) {
    queue->refused(std::move(event), throttled->reason);
  } else if (const auto& outcome = std::get<environment::PoolInvocation>(*answer).outcome;
             outcome.status != InvocationStatus::Success) {
    queue->failed(std::move(event), outcome.payload);
  }
  queue->start_waiting();
  queue->changed_.notify();
}

// The function failed: it is tried again as often as it is configured.
void EventQueue::failed(Event event, std::string_view error) {
  constexpr std::size_t kShown = 300;
  if (++event.function_errors > event.function->event_invoke().maximum_retry_attempts) {
    return give_up(event, fmt::format("failed {} time{}, last with {}", event.function_errors,
                                      event.function_errors == 1 ? "" : "s", error.substr(0, kShown)));
  }
  const auto delay = event.function_errors == 1 ? 1min : 2min;
  try_later(std::move(event), delay);
}

// Lambda itself could not: the event waits its turn.
void EventQueue::refused(Event event, const std::string& reason) {
  const int doublings = std::min(event.other_failures++, 9);
  const std::chrono::seconds delay = std::min<std::chrono::seconds>(1s * (1 << doublings), 5min);
  if (now() + delay > event.accepted + event.function->event_invoke().maximum_event_age) {
    return give_up(event, "was not begun before it was too old: " + reason);
  }
  try_later(std::move(event), delay);
}

void EventQueue::try_later(Event event, std::chrono::seconds delay) {
  const auto age_limit = event.accepted + event.function->event_invoke().maximum_event_age;
  const auto due =
      now() + std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::duration<double>(delay) *
                                                                    options_.delay_scale);
  if (due > age_limit) return give_up(event, "became too old before its next try");
  later_.emplace(due, std::move(event));
  arm_timer();
}

void EventQueue::give_up(const Event& event, const std::string& why) const {
  if (options_.failed) {
    options_.failed(fmt::format("an asynchronous invocation {}: {}", why, described(event.request, *event.function)));
  }
}

void EventQueue::arm_timer() {
  if (later_.empty()) return;
  next_try_.expires_at(later_.begin()->first);
  next_try_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto self = weak.lock();
    if (error || !self) return;
    const auto due_end = self->later_.upper_bound(now());
    for (auto due = self->later_.begin(); due != due_end; ++due) self->waiting_.push_back(std::move(due->second));
    self->later_.erase(self->later_.begin(), due_end);
    self->start_waiting();
    self->arm_timer();
  });
}

asio::awaitable<std::vector<std::string>> EventQueue::shut_down(Time deadline) {
  const auto self = shared_from_this();
  closing_ = true;
  next_try_.cancel();
  asio::steady_timer limit(project_.executor(), deadline);
  limit.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto queue = weak.lock();
    if (queue && !error) queue->changed_.notify();
  });
  while (running_ > 0 && now() < deadline) co_await changed_.wait();
  std::vector<std::string> left;
  const auto note = [&left](const Event& event) {
    left.push_back("an asynchronous invocation was accepted and is given up: " +
                   described(event.request, *event.function));
  };
  for (const Event& event : waiting_) note(event);
  for (const auto& [due, event] : later_) note(event);
  waiting_.clear();
  later_.clear();
  co_return left;
}

}  // namespace lambdalocal::lambda_api

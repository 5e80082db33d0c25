#include "emulator/invocation/asynchronous.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "emulator/system/spawn.h"

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace lambdalocal {
namespace {

using Clock = std::chrono::steady_clock;

// However short the delays: a line that cannot go on shall not keep the processor busy.
constexpr std::chrono::milliseconds kLeastWait = 50ms;

std::string described(const std::string& function, const InvokeRequest& request) {
  return fmt::format("function {}, RequestId: {}", function, request.request_id.value_or(""));
}

// What an event takes of the memory, roughly.
std::size_t size_of(const InvokeRequest& request) {
  constexpr std::size_t kBesides = 1024;
  return kBesides + request.event->size() + request.trace_header.value_or("").size();
}

// On one line, not too long, no character cut in two.
std::string shown(std::string_view text) {
  constexpr std::size_t kShown = 300;
  constexpr auto is_continuation = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  std::size_t size = std::min(text.size(), kShown);
  while (size > 0 && size < text.size() && is_continuation(text[size])) --size;
  std::string line(text.substr(0, size));
  std::ranges::replace_if(
      line, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; }, ' ');
  return size < text.size() ? line + "..." : line;
}

std::chrono::milliseconds between(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(to - from);
}

// How many of its events may run at a time at most. One that is not ready yet is made so by the first of them.
std::size_t room_of(const RegisteredFunction& function) {
  if (!function.latest()) return 1;
  const auto reserved = function.reserved_concurrency();
  return reserved ? static_cast<std::size_t>(*reserved) : std::numeric_limits<std::size_t>::max();
}

}  // namespace

EventQueue::EventQueue(Registry& registry, Invoker& invoker, EventQueueOptions options)
    : registry_(registry), invoker_(invoker), options_(std::move(options)), timer_(registry_.executor()) {}

EventQueue::Acceptance EventQueue::accept(std::shared_ptr<RegisteredFunction> function, InvokeRequest request) {
  if (closing_) return Acceptance::Ending;
  const std::size_t size = size_of(request);
  if (*bytes_ + size > options_.bytes) return Acceptance::Full;
  const SharedLine line = line_of(function->name());
  line->waiting.emplace_hint(line->waiting.end(), next_place_++,
                             Event{std::move(request), Clock::now(), Share(bytes_, size)});
  start_waiting(line);
  return Acceptance::Accepted;
}

std::size_t EventQueue::pending() const {
  return std::accumulate(lines_.begin(), lines_.end(), later_.size(), [](std::size_t sum, const auto& named) {
    return sum + named.second->waiting.size() + named.second->running.size();
  });
}

EventQueue::SharedLine EventQueue::line_of(const std::string& function) {
  SharedLine& line = lines_[function];
  if (!line) line = std::make_shared<Line>(Line{function, {}, {}, options_.at_once});
  return line;
}

// Finds the function anew for each event: it may have changed, or have gone, since the event was accepted.
void EventQueue::start_waiting(const SharedLine& line) {
  while (!closing_ && !line->waiting.empty()) {
    auto function = registry_.find(line->function);
    const auto first = line->waiting.begin();
    if (is_hopeless(function.get(), *line, first->second)) {
      line->waiting.erase(first);
      continue;
    }
    if (line->running.size() >= std::min(line->at_once, room_of(*function))) break;
    const std::uint64_t place = first->first;
    line->running.insert(line->waiting.extract(first));
    system::spawn(registry_.executor(), run(shared_from_this(), line, std::move(function), place));
  }
  const bool done = line->running.empty() && line->waiting.empty();
  if (const auto own = lines_.find(line->function); done && own != lines_.end() && own->second == line) {
    lines_.erase(own);
  }
}

// Says so, then.
bool EventQueue::is_hopeless(const RegisteredFunction* function, const Line& line, const Event& event) const {
  if (!function) {
    give_up(line, event, "was not begun: its function is served no more");
  } else if (function->reserved_concurrency() == 0) {
    give_up(line, event, "was not begun: the reserved concurrency of its function is 0");
  } else if (between(event.accepted, Clock::now()) + event.skipped >= function->event_invoke().maximum_event_age) {
    give_up(line, event,
            line.refusal.empty() ? "became too old before its next try"
                                 : "was not begun before it was too old: " + shown(line.refusal));
  } else {
    return false;
  }
  return true;
}

asio::awaitable<void> EventQueue::run(std::shared_ptr<EventQueue> queue, SharedLine line,
                                      std::shared_ptr<RegisteredFunction> function, std::uint64_t place) {
  InvokeRequest request = line->running.at(place).request;
  if (!function->latest()) {  // until it is ready, one event of it stands for all
    const auto ready = co_await function->prepare();
    if (ready) queue->start_waiting(line);
  }
  const auto result = co_await queue->invoker_.invoke(function, std::move(request));
  queue->ended(line, *function, place, result);
  queue->start_waiting(line);
  queue->changed_.notify();
}

void EventQueue::ended(const SharedLine& line, const RegisteredFunction& function, std::uint64_t place,
                       const InvocationResult& result) {
  auto event = line->running.extract(place);
  if (const auto* error = std::get_if<Error>(&result)) {
    event.key() = next_place_++;  // should the fault be in the event, it holds up no other
    line->waiting.insert(std::move(event));
    if (!std::exchange(line->told, true)) {
      tell(fmt::format("asynchronous invocations of {} wait and are tried again: {}", line->function, error->message));
    }
    return hold_up(line, error->message);
  }
  if (const auto* throttled = std::get_if<Throttled>(&result)) {
    line->waiting.insert(std::move(event));
    return hold_up(line, std::string(name_of(throttled->reason)));
  }
  line->told = false;
  line->refusal.clear();
  if (std::exchange(line->refusals, 0) > 0) resume_at(line, Clock::now() + std::max(scaled(1s), kLeastWait));
  const auto& outcome = std::get<InvocationOutcome>(result);
  if (outcome.status != InvocationStatus::Success) {
    failed(*line, std::move(event.mapped()), function, outcome.payload);
  }
}

void EventQueue::failed(const Line& line, Event event, const RegisteredFunction& function, std::string_view error) {
  ++event.function_errors;
  const auto age = between(event.accepted, Clock::now()) + event.skipped;
  const auto next = after_function_error(event.function_errors, age, function.event_invoke());
  if (const auto* given_up = std::get_if<GivenUp>(&next)) {
    const bool too_old = *given_up == GivenUp::EventAgeExceeded;
    return give_up(
        line, event,
        fmt::format("failed {} time{}{}, last with {}", event.function_errors, event.function_errors == 1 ? "" : "s",
                    too_old ? " and is too old for another try" : "", shown(error)));
  }
  const auto delay = std::get<std::chrono::seconds>(next);
  event.skipped += delay - scaled(delay);
  later_.emplace(Clock::now() + scaled(delay), std::pair(line.function, std::move(event)));
  arm_timer();
}

// No environment for more than what runs now.
void EventQueue::hold_up(const SharedLine& line, const std::string& reason) {
  line->at_once = line->running.size();
  line->refusal = reason;
  if (line->resumes != Time::max()) return;
  resume_at(line, Clock::now() + std::max(scaled(after_refusal(++line->refusals)), kLeastWait));
}

void EventQueue::resume_at(const SharedLine& line, Time due) {
  if (due >= line->resumes) return;
  line->resumes = due;
  held_up_.emplace(due, line);
  arm_timer();
}

void EventQueue::give_up(const Line& line, const Event& event, std::string_view why) const {
  tell(fmt::format("an asynchronous invocation {}: {}", why, described(line.function, event.request)));
}

void EventQueue::tell(std::string_view text) const {
  if (options_.failed) options_.failed(text);
}

void EventQueue::arm_timer() {
  const Time next_try = later_.empty() ? Time::max() : later_.begin()->first;
  const Time next_line = held_up_.empty() ? Time::max() : held_up_.begin()->first;
  const Time earliest = std::min(next_try, next_line);
  if (closing_ || earliest >= armed_for_) return;
  armed_for_ = earliest;
  timer_.expires_at(earliest);
  timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto self = weak.lock();
    if (self && !error) self->on_timer();
  });
}

void EventQueue::on_timer() {
  const Time now = Clock::now();
  armed_for_ = Time::max();
  while (!later_.empty() && later_.begin()->first <= now) {
    auto [function, event] = std::move(later_.begin()->second);
    later_.erase(later_.begin());
    const SharedLine line = line_of(function);
    line->waiting.emplace_hint(line->waiting.end(), next_place_++, std::move(event));
    start_waiting(line);
  }
  while (!held_up_.empty() && held_up_.begin()->first <= now) {
    const auto [due, line] = *held_up_.begin();
    held_up_.erase(held_up_.begin());
    if (line->resumes != due) continue;  // another time was set since
    line->resumes = Time::max();
    line->at_once = options_.at_once;
    start_waiting(line);
  }
  arm_timer();
}

std::chrono::milliseconds EventQueue::scaled(std::chrono::seconds delay) const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::duration<double>(delay) *
                                                               options_.delay_scale);
}

void EventQueue::stop() {
  closing_ = true;
  timer_.cancel();
}

bool EventQueue::is_idle() const {
  return std::ranges::all_of(lines_, [](const auto& named) { return named.second->running.empty(); });
}

std::vector<std::string> EventQueue::left() const {
  std::vector<std::string> left;
  const auto note = [&left](const std::string& function, const Event& event) {
    left.push_back("an asynchronous invocation was accepted and is given up: " + described(function, event.request));
  };
  for (const auto& [function, line] : lines_) {
    for (const auto& [place, event] : line->running) note(function, event);
    for (const auto& [place, event] : line->waiting) note(function, event);
  }
  for (const auto& [due, named] : later_) note(named.first, named.second);
  return left;
}

}  // namespace lambdalocal

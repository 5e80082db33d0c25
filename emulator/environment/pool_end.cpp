// How environments end: those that were idle for long, those of a version that has been replaced, all of them at the end.
#include <utility>
//
#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <span>

#include "emulator/environment/pool_members.h"
#include "emulator/system/spawn.h"
#include "emulator/system/together.h"

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace lambdalocal::environment {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

// Of an environment: until it is destroyed, what the environment has becomes free.
class Pool::Ending {
 public:
  explicit Ending(std::shared_ptr<Descriptors> descriptors) : descriptors_(std::move(descriptors)) {
    descriptors_->begin_ending();
  }
  ~Ending() { descriptors_->ended(); }
  Ending(const Ending&) = delete;
  Ending& operator=(const Ending&) = delete;

 private:
  const std::shared_ptr<Descriptors> descriptors_;
};

void Pool::give_back(std::shared_ptr<Member> member) {
  if (resources_.descriptors->are_owed_to_another_than(*this)) {
    end(std::move(member));
    return serve_line();
  }
  if (options_.freeze == Freeze::BetweenInvocations) member->environment->freeze();
  member->idle_since = Clock::now();
  idle_.push_back(std::move(member));
  serve_line();
  if (closing_ && line_.empty()) {
    for (auto& one : std::exchange(idle_, {})) end(std::move(one));
  }
  if (surplus() == 0 || std::exchange(reaping_, true)) return;
  system::spawn(resources_.executor, reap_idle(weak_from_this()));
}

void Pool::end(std::shared_ptr<Member> member, ShutdownReason reason) {
  system::spawn(resources_.executor, end_one(std::move(member), reason));
}

asio::awaitable<void> Pool::end_one(std::shared_ptr<Member> member, ShutdownReason reason) {
  return end_member(std::make_shared<Ending>(resources_.descriptors), std::move(member), reason);
}

asio::awaitable<void> Pool::end_member(std::shared_ptr<Ending>, std::shared_ptr<Member> member, ShutdownReason reason) {
  co_await member->environment->shut_down(reason, ExecutionEnvironment::shutdown_deadline());
}

std::optional<Pool::Time> Pool::idle_since() const {
  return idle_.empty() ? std::nullopt : std::optional(idle_.front()->idle_since);
}

void Pool::end_oldest_idle() {
  auto oldest = std::move(idle_.front());
  idle_.erase(idle_.begin());
  end(std::move(oldest));
}

// How many of the idle environments may end for being idle.
std::size_t Pool::surplus() const {
  const auto kept = static_cast<std::size_t>(std::max(0, options_.keep_warm - busy()));
  return idle_.size() - std::min(idle_.size(), kept);
}

// Ends what has been idle for long, the oldest first; sleeps in between until the next may be due.
asio::awaitable<void> Pool::reap_idle(std::weak_ptr<Pool> weak) {
  for (;;) {
    auto pool = weak.lock();
    if (!pool || pool->closing_) co_return;
    const Time due = Clock::now() - pool->options_.idle_timeout;
    const auto oldest_first = std::span(pool->idle_).first(pool->surplus());
    const auto young = std::ranges::find_if(oldest_first, [due](const auto& one) { return one->idle_since > due; });
    const auto first_young = pool->idle_.begin() + (young - oldest_first.begin());
    for (auto old = pool->idle_.begin(); old != first_young; ++old) pool->end(*old);
    pool->idle_.erase(pool->idle_.begin(), first_young);
    if (pool->surplus() == 0) {
      pool->reaping_ = false;
      co_return;
    }
    const auto oldest = std::ranges::min_element(pool->idle_, {}, [](const auto& one) { return one->idle_since; });
    pool->reaper_.expires_at((*oldest)->idle_since + pool->options_.idle_timeout);
    boost::system::error_code ignored;
    auto wait = pool->reaper_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    pool.reset();
    co_await std::move(wait);
  }
}

asio::awaitable<void> Pool::end_idle() {
  const auto self = shared_from_this();
  std::vector<asio::awaitable<void>> endings;
  for (auto& member : std::exchange(idle_, {})) endings.push_back(end_one(std::move(member), ShutdownReason::Spindown));
  co_await system::together(resources_.executor, std::move(endings));
}

void Pool::retire() {
  closing_ = true;
  reaper_.cancel();
  spare_timer_.cancel();
  end_spare();
  for (auto& member : std::exchange(idle_, {})) end(std::move(member));
}

void Pool::kill() {
  for (const auto& weak : all_) {
    if (const auto member = weak.lock()) member->environment->kill();
  }
}

asio::awaitable<void> Pool::shut_down(Time deadline) {
  const auto self = shared_from_this();
  retire();
  constexpr auto kLookAgain = 20ms;
  constexpr auto kLastLines = 100ms;
  const auto unanswered = [this] { return busy() + static_cast<int>(line_.size()) - returning(kReturnOfSlot); };
  while (unanswered() > 0 && Clock::now() < deadline) co_await wait_for_change(kLookAgain);
  // Who was answered need not be waited for, but for its last lines of the log.
  const Time last_lines = std::min(deadline, Clock::now() + kLastLines);
  while (busy() > 0 && Clock::now() < last_lines) co_await wait_for_change(kLookAgain);
  while (!line_.empty()) fail_first(Error{ErrorKind::System, "lambdalocal is ending"});
  co_await end_all();
}

asio::awaitable<void> Pool::end_all() {
  std::vector<asio::awaitable<void>> endings;
  for (const auto& weak : std::exchange(all_, {})) {
    if (auto member = weak.lock()) endings.push_back(end_one(std::move(member), ShutdownReason::Spindown));
  }
  return system::together(resources_.executor, std::move(endings));
}

}  // namespace lambdalocal::environment

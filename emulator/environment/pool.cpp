#include "emulator/environment/pool.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <span>

#include "core/invocation/identifiers.h"
#include "emulator/logs/log_tail.h"
#include "emulator/system/processes/processors.h"

namespace asio = boost::asio;

namespace lambdalocal::environment {

// An environment with its log and what the pool must know of it.
struct Pool::Member {
  explicit Member(logs::LogSink& log) : tail(log) {}

  logs::LogTail tail;
  std::shared_ptr<const PreparedFunction> function;
  std::shared_ptr<ExecutionEnvironment> environment;
  Time idle_since;
  bool used = false;
  std::optional<std::string> tenant;  // whose it is, once it was used

  bool may_serve(const std::optional<std::string>& tenant_id) const { return !used || tenant == tenant_id; }
};

Pool::Pool(PoolSurroundings surroundings, std::shared_ptr<const PreparedFunction> function, PoolOptions options)
    : surroundings_(std::move(surroundings)),
      function_(std::move(function)),
      options_(options),
      turns_(std::make_shared<Turns>(surroundings_.executor, system::processors())),
      reaper_(surroundings_.executor) {
  if (options_.reserved_concurrency) reserved_.emplace(*options_.reserved_concurrency);
}

Pool::~Pool() = default;

std::optional<Throttled> Pool::throttle() const {
  if (reserved_ && !reserved_->has_room())
    return Throttled{ThrottleReason::ReservedFunctionConcurrentInvocationLimitExceeded};
  if (!reserved_ && !surroundings_.account.has_room())
    return Throttled{ThrottleReason::ConcurrentInvocationLimitExceeded};
  return std::nullopt;
}

asio::awaitable<InvocationResult> Pool::invoke(Invocation invocation, std::shared_ptr<Caller> caller) {
  const auto self = shared_from_this();
  if (is_full() && about_to_return() > awaiting_return_) co_await wait_for_return();
  if (auto throttled = throttle()) co_return *throttled;
  ConcurrencyLimit& limit = reserved_ ? *reserved_ : surroundings_.account;
  limit.take();  // also while it waits for its turn
  if (turns_->must_wait()) co_await turns_->wait();
  turns_->begin();
  auto taken = take(invocation.tenant_id);
  if (!taken) {
    limit.give_back();
    turns_->end();
    turns_->next();
    changed_.notify();
    co_return std::move(taken).error();
  }
  const std::shared_ptr<Member> member = *std::move(taken);
  member->used = true;
  member->tenant = invocation.tenant_id;
  const int running = turns_->running();
  const bool measured = turns_->is_to_be_measured();
  const auto used_before = measured ? member->environment->processor_time() : std::chrono::nanoseconds(0);
  auto outcome = co_await member->environment->invoke(std::move(invocation), std::move(caller));
  turns_->end();
  limit.give_back();
  std::string tail = member->tail.take();
  if (outcome) {
    outcome->log_tail = std::move(tail);
    give_back(member);
  } else {
    end(member);
  }
  if (measured && outcome && used_before.count() > 0) {
    const auto used = member->environment->processor_time() - used_before;
    if (used.count() >= 0) turns_->measured(outcome->duration, used, running);
  }
  turns_->next();
  changed_.notify();
  if (!outcome) co_return std::move(outcome).error();
  co_return *std::move(outcome);
}

// No environment is idle, or those that wait for their turn have taken what is left of the limit.
bool Pool::is_full() const { return idle_.empty() || throttle(); }

int Pool::about_to_return() const {
  return static_cast<int>(std::ranges::count_if(all_, [](const std::weak_ptr<Member>& weak) {
    const auto member = weak.lock();
    return member && member->environment->has_answered();
  }));
}

// A caller may have its answer, and the next event at hand, before the runtime has asked for it: such a caller is not one
// invocation more at the same time.
asio::awaitable<void> Pool::wait_for_return() {
  constexpr auto kReturn = std::chrono::milliseconds(20);
  const Time deadline = std::chrono::steady_clock::now() + kReturn;
  ++awaiting_return_;
  while (is_full() && about_to_return() > 0 && std::chrono::steady_clock::now() < deadline) {
    co_await wait_for_change(deadline - std::chrono::steady_clock::now());
  }
  --awaiting_return_;
}

// Until an invocation has ended, an environment has become free, or the time is up.
asio::awaitable<void> Pool::wait_for_change(std::chrono::steady_clock::duration limit) {
  asio::steady_timer timer(surroundings_.executor, limit);
  timer.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto pool = weak.lock();
    if (pool && !error) pool->changed_.notify();
  });
  co_await changed_.wait();
}

// The newest idle environment. Tenants never share one
// (docs.aws.amazon.com/lambda/latest/dg/tenant-isolation.html).
Result<std::shared_ptr<Pool::Member>> Pool::take(const std::optional<std::string>& tenant_id) {
  const auto newest =
      std::find_if(idle_.rbegin(), idle_.rend(), [&](const auto& one) { return one->may_serve(tenant_id); });
  if (newest != idle_.rend()) {
    auto member = std::move(*newest);
    idle_.erase(std::next(newest).base());
    if (options_.freeze == Freeze::BetweenInvocations) member->environment->thaw();
    return member;
  }
  return start_member();
}

Result<std::shared_ptr<Pool::Member>> Pool::start_member() {
  auto member = std::make_shared<Member>(surroundings_.log);
  member->function = function_;
  TRY(environment,
      ExecutionEnvironment::create({surroundings_.executor, surroundings_.warden, function_, member->tail,
                                    log_stream_name(surroundings_.randomness.bytes<16>(),
                                                    std::chrono::system_clock::now(), function_->function.version)}));
  member->environment = std::move(environment);
  std::erase_if(all_, [](const std::weak_ptr<Member>& one) { return one.expired(); });
  all_.push_back(member);
  return member;
}

void Pool::give_back(std::shared_ptr<Member> member) {
  if (closing_ || member->function != function_) return end(std::move(member));
  if (options_.freeze == Freeze::BetweenInvocations) member->environment->freeze();
  member->idle_since = std::chrono::steady_clock::now();
  idle_.push_back(std::move(member));
  if (spare() == 0 || std::exchange(reaping_, true)) return;
  asio::co_spawn(surroundings_.executor, reap_idle(weak_from_this()), asio::detached);
}

void Pool::end(std::shared_ptr<Member> member) {
  asio::co_spawn(
      surroundings_.executor,
      [](std::shared_ptr<Member> ending) -> asio::awaitable<void> {
        co_await ending->environment->shut_down();
      }(std::move(member)),
      asio::detached);
}

// How many of the idle environments may end for being idle.
std::size_t Pool::spare() const {
  const auto kept = static_cast<std::size_t>(std::max(0, options_.keep_warm - busy()));
  return idle_.size() - std::min(idle_.size(), kept);
}

// Ends what has been idle for long, the oldest first; sleeps in between until the next may be due.
asio::awaitable<void> Pool::reap_idle(std::weak_ptr<Pool> weak) {
  for (;;) {
    auto pool = weak.lock();
    if (!pool || pool->closing_) co_return;
    const Time due = std::chrono::steady_clock::now() - pool->options_.idle_timeout;
    const auto oldest_first = std::span(pool->idle_).first(pool->spare());
    const auto young = std::ranges::find_if(oldest_first, [due](const auto& one) { return one->idle_since > due; });
    const auto first_young = pool->idle_.begin() + (young - oldest_first.begin());
    for (auto old = pool->idle_.begin(); old != first_young; ++old) pool->end(*old);
    pool->idle_.erase(pool->idle_.begin(), first_young);
    if (pool->spare() == 0) {
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

void Pool::replace(std::shared_ptr<const PreparedFunction> function) {
  function_ = std::move(function);
  for (auto& member : std::exchange(idle_, {})) end(std::move(member));
  start_warming();
}

void Pool::start_warming() {
  if (options_.keep_warm == 0 || closing_) return;
  asio::co_spawn(
      surroundings_.executor,
      [](std::shared_ptr<Pool> pool) -> asio::awaitable<void> { co_await pool->warm_up(); }(shared_from_this()),
      asio::detached);
}

asio::awaitable<void> Pool::warm_up() {
  const auto self = shared_from_this();
  const auto warming = [](std::shared_ptr<Pool> pool, std::shared_ptr<Member> member) -> asio::awaitable<void> {
    co_await member->environment->initialise_ahead();
    --pool->warming_;
    pool->give_back(std::move(member));
    pool->changed_.notify();
  };
  while (!closing_ && warming_ + busy() + static_cast<int>(idle_.size()) < options_.keep_warm) {
    auto member = start_member();
    if (!member) break;
    ++warming_;
    asio::co_spawn(surroundings_.executor, warming(self, std::move(*member)), asio::detached);
  }
  while (warming_ > 0) co_await changed_.wait();
}

void Pool::kill() {
  for (const auto& weak : all_) {
    if (const auto member = weak.lock()) member->environment->kill();
  }
}

asio::awaitable<void> Pool::shut_down(Time deadline) {
  const auto self = shared_from_this();
  closing_ = true;
  reaper_.cancel();
  turns_->close();
  constexpr auto kLookAgain = std::chrono::milliseconds(20);
  constexpr auto kLastLines = std::chrono::milliseconds(100);
  while (busy() > about_to_return() && std::chrono::steady_clock::now() < deadline) {
    co_await wait_for_change(kLookAgain);
  }
  // Who was answered need not be waited for, but for its last lines of the log.
  const Time last_lines = std::min(deadline, std::chrono::steady_clock::now() + kLastLines);
  while (busy() > 0 && std::chrono::steady_clock::now() < last_lines) co_await wait_for_change(kLookAgain);
  idle_.clear();
  for (const auto& weak : std::exchange(all_, {})) {
    if (const auto member = weak.lock()) co_await member->environment->shut_down();
  }
}

}  // namespace lambdalocal::environment

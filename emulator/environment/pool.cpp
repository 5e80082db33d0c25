// How it works: an invocation takes a slot of its function's concurrency, then an idle environment. When there is none, or
// when admission.h has no room, it stands in line; and for those that may go in, environments are started until as many are
// starting as stand there. Whatever becomes free first - an environment that has started, or one whose invocation has ended
// - goes to whoever is first in line: nobody is bound to the environment that was started for him. So there are never more
// environments than invocations that were here at the same time.
//
// A caller may have its answer, and the next event at hand, before the runtime has asked for it: such an environment is
// about to return. For a moment it counts as if it were starting (20 ms), and as a slot that is about to be free (200 ms).
#include "emulator/environment/pool.h"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <span>
#include <string>

#include "core/invocation/identifiers.h"
#include "emulator/logs/log_tail.h"
#include "emulator/system/processes/processors.h"
#include "emulator/system/spawn.h"

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace lambdalocal::environment {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kLook = 2ms;  // at the line; what runs for longer is no quick invocation
// What an answered runtime may take to ask for its next event before another environment is started for who waits, and
// before who finds no slot is throttled.
constexpr auto kReturn = 20ms;
constexpr auto kReturnOfSlot = 200ms;

}  // namespace

// An environment with its log and what the pool must know of it.
struct Pool::Member {
  explicit Member(logs::LogSink& log) : tail(log) {}

  logs::LogTail tail;
  std::shared_ptr<ExecutionEnvironment> environment;
  Time idle_since;
  Time busy_since;       // while it is in use; read where somebody waits in line
  bool busy = false;     // in use
  bool overdue = false;  // in use, and admission was told that it takes long
  bool used = false;
  std::optional<std::string> tenant;  // whose it is, once it was used

  bool may_serve(const std::optional<std::string>& tenant_id) const { return !used || tenant == tenant_id; }
};

// An environment in use by one invocation. It is free again, or ended, when this is destroyed.
class Pool::Use {
 public:
  Use(std::shared_ptr<Pool> pool, std::shared_ptr<Member> member) : pool_(std::move(pool)), member_(std::move(member)) {
    member_->busy = true;
    member_->busy_since = Clock::now();
    pool_->admission_.begin();
  }
  Use(Use&&) = default;
  Use& operator=(Use&&) = delete;
  ~Use() {
    if (pool_) release(false);
  }

  Member& member() const { return *member_; }
  // Its invocation has ended, as it should.
  void done() {
    release(true);
    pool_.reset();
  }

 private:
  void release(bool keep) {
    member_->busy = false;
    pool_->admission_.end(std::exchange(member_->overdue, false));
    if (keep) {
      pool_->give_back(std::move(member_));
    } else {
      pool_->end(std::move(member_));
      pool_->serve_line();
    }
  }

  std::shared_ptr<Pool> pool_;
  std::shared_ptr<Member> member_;
};

// In the frame of a coroutine that waits for an environment.
struct Pool::Waiting {
  Waiting(Pool& of, std::optional<std::string> tenant_id) : pool(of), tenant(std::move(tenant_id)) {
    place = pool.line_.insert(pool.line_.end(), this);
  }
  ~Waiting() { leave(); }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  void leave() {
    if (std::exchange(in_line, false)) pool.line_.erase(place);
  }

  Pool& pool;
  std::optional<std::string> tenant;
  std::list<Waiting*>::iterator place;
  bool in_line = true;
  std::optional<Result<Use>> given;  // once it has left the line
  system::Wakeup wakeup;
};

Pool::Pool(PoolResources resources, logs::LogSink& log, std::shared_ptr<FunctionConcurrency> concurrency,
           std::shared_ptr<const PreparedFunction> function, PoolOptions options)
    : resources_(std::move(resources)),
      log_(log),
      concurrency_(std::move(concurrency)),
      function_(std::move(function)),
      options_(options),
      admission_(system::processors()),
      look_timer_(resources_.executor),
      reaper_(resources_.executor) {}

Pool::~Pool() = default;

asio::awaitable<InvocationResult> Pool::invoke(Invocation invocation, std::shared_ptr<Caller> caller) {
  const auto self = shared_from_this();
  if (!concurrency_->has_room() && returning(kReturnOfSlot) > awaiting_return_) co_await wait_for_return();
  auto taken = concurrency_->take();
  if (const auto* throttled = std::get_if<Throttled>(&taken)) co_return *throttled;
  std::optional slot(std::get<FunctionConcurrency::Slot>(std::move(taken)));

  std::optional<Use> use;
  if (line_.empty() && admission_.room() > 0) {
    if (auto member = take_idle(invocation.tenant_id)) use.emplace(self, std::move(member));
  }
  if (!use) {
    auto waited = co_await environment_for(invocation.tenant_id);
    if (!waited) co_return std::move(waited).error();
    use.emplace(*std::move(waited));
  }
  Member& member = use->member();
  member.used = true;
  member.tenant = invocation.tenant_id;
  const int running = admission_.running();
  const bool measured = admission_.is_to_be_measured();
  const auto used_before = measured ? member.environment->processor_time() : 0ns;
  auto outcome = co_await member.environment->invoke(std::move(invocation), std::move(caller));
  if (!outcome) co_return std::move(outcome).error();
  outcome->log_tail = member.tail.take();
  if (measured && used_before.count() > 0) {
    const auto processor_time = member.environment->processor_time() - used_before;
    if (processor_time.count() >= 0) admission_.measured(Clock::now(), outcome->duration, processor_time, running);
  }
  slot.reset();
  use->done();
  changed_.notify();
  co_return *std::move(outcome);
}

// Stands in line. An Error: none can be started, and none is there to become free.
asio::awaitable<Result<Pool::Use>> Pool::environment_for(std::optional<std::string> tenant_id) {
  Waiting waiting(*this, std::move(tenant_id));
  serve_line();
  while (!waiting.given) co_await waiting.wakeup.wait();
  co_return *std::move(waiting.given);
}

// The newest idle environment. Tenants never share one
// (docs.aws.amazon.com/lambda/latest/dg/tenant-isolation.html).
std::shared_ptr<Pool::Member> Pool::take_idle(const std::optional<std::string>& tenant_id) {
  const auto newest =
      std::find_if(idle_.rbegin(), idle_.rend(), [&](const auto& one) { return one->may_serve(tenant_id); });
  if (newest == idle_.rend()) return nullptr;
  auto member = std::move(*newest);
  idle_.erase(std::next(newest).base());
  if (options_.freeze == Freeze::BetweenInvocations) member->environment->thaw();
  return member;
}

// Hands an idle environment to the first in line whom one may serve. False when there is none.
bool Pool::serve_next() {
  if (idle_.empty() || admission_.room() == 0) return false;
  for (Waiting* const waiting : line_) {
    auto member = take_idle(waiting->tenant);
    if (!member) continue;
    waiting->leave();
    waiting->given.emplace(Use(shared_from_this(), std::move(member)));
    waiting->wakeup.notify();  // it runs, and may come back here
    return true;
  }
  return false;
}

void Pool::serve_line() {
  while (serve_next()) {
  }
  start_wanted();
  watch_line();
}

// How many environments should be starting now.
int Pool::wanted() const {
  const int kept = closing_ ? 0 : options_.keep_warm - busy() - static_cast<int>(idle_.size());
  const int in_line = std::min(static_cast<int>(line_.size()), admission_.room());
  if (in_line <= starting_) return kept;  // it takes a while to count those that return
  return std::max(kept, in_line - returning(kReturn));
}

void Pool::start_wanted() {
  while (starting_ < wanted()) {
    auto member = create_member();
    if (!member) {
      if (busy() + starting_ > 0) return;  // what becomes free will do
      if (line_.empty()) return;
      fail_first(member.error());
      continue;
    }
    ++starting_;
    system::spawn(resources_.executor, start(shared_from_this(), *std::move(member)));
  }
}

void Pool::fail_first(const Error& error) {
  Waiting* const first = line_.front();
  first->leave();
  first->given.emplace(error);
  first->wakeup.notify();
}

Result<std::shared_ptr<Pool::Member>> Pool::create_member() {
  auto member = std::make_shared<Member>(log_);
  TRY(environment,
      ExecutionEnvironment::create({resources_.executor, resources_.warden, function_, member->tail,
                                    log_stream_name(resources_.randomness.bytes<16>(), std::chrono::system_clock::now(),
                                                    function_->function.version)}));
  member->environment = std::move(environment);
  std::erase_if(all_, [](const std::weak_ptr<Member>& one) { return one.expired(); });
  all_.push_back(member);
  return member;
}

// Where its init fails it is run again by the invocation that gets the environment.
asio::awaitable<void> Pool::start(std::shared_ptr<Pool> pool, std::shared_ptr<Member> member) {
  std::optional<Error> fault;
  try {
    co_await member->environment->initialise_ahead();
  } catch (const std::exception& failed) {
    fault = Error{ErrorKind::System, std::string("an execution environment could not be started: ") + failed.what()};
  }
  --pool->starting_;
  if (!fault) {
    pool->give_back(std::move(member));
  } else {
    pool->end(std::move(member));
    if (!pool->line_.empty()) pool->fail_first(*fault);
    pool->serve_line();
  }
  pool->changed_.notify();
}

std::size_t Pool::environments() const { return idle_.size() + static_cast<std::size_t>(busy() + starting_); }

int Pool::returning(std::chrono::milliseconds limit) const {
  const Time now = Clock::now();
  return static_cast<int>(std::ranges::count_if(all_, [now, limit](const std::weak_ptr<Member>& weak) {
    const auto member = weak.lock();
    if (!member) return false;
    const auto answered = member->environment->answered_at();
    return answered && now - *answered < limit;
  }));
}

asio::awaitable<void> Pool::wait_for_return() {
  const Time deadline = Clock::now() + kReturnOfSlot;
  ++awaiting_return_;
  while (!concurrency_->has_room() && returning(kReturnOfSlot) > 0 && Clock::now() < deadline) {
    co_await wait_for_change(deadline - Clock::now());
  }
  --awaiting_return_;
}

// Until an invocation has ended, or the time is up.
asio::awaitable<void> Pool::wait_for_change(std::chrono::steady_clock::duration limit) {
  asio::steady_timer timer(resources_.executor, limit);
  timer.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto pool = weak.lock();
    if (pool && !error) pool->changed_.notify();
  });
  co_await changed_.wait();
}

void Pool::watch_line() {
  if (line_.empty() || std::exchange(looking_, true)) return;
  look_timer_.expires_after(kLook);
  look_timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto pool = weak.lock();
    if (!pool || error) return;
    pool->looking_ = false;
    pool->look();
  });
}

void Pool::look() {
  if (line_.empty()) return;
  if (admission_.is_limited()) {
    const Time since = Clock::now() - kLook;
    for (const auto& weak : all_) {
      const auto member = weak.lock();
      if (!member || !member->busy || member->overdue || member->busy_since > since) continue;
      member->overdue = true;
      admission_.overdue();
    }
    admission_.look();
  }
  serve_line();
}

void Pool::give_back(std::shared_ptr<Member> member) {
  if (options_.freeze == Freeze::BetweenInvocations) member->environment->freeze();
  member->idle_since = Clock::now();
  idle_.push_back(std::move(member));
  serve_line();
  if (closing_ && line_.empty()) {
    for (auto& one : std::exchange(idle_, {})) end(std::move(one));
  }
  if (spare() == 0 || std::exchange(reaping_, true)) return;
  system::spawn(resources_.executor, reap_idle(weak_from_this()));
}

void Pool::end(std::shared_ptr<Member> member) {
  system::spawn(resources_.executor, [](std::shared_ptr<Member> ending) -> asio::awaitable<void> {
    co_await ending->environment->shut_down();
  }(std::move(member)));
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
    const Time due = Clock::now() - pool->options_.idle_timeout;
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

void Pool::start_warming() { start_wanted(); }

void Pool::retire() {
  closing_ = true;
  reaper_.cancel();
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
  const auto left = std::make_shared<int>(0);
  const auto gone = std::make_shared<system::Wakeup>();
  const auto end_one = [](std::shared_ptr<Member> member, std::shared_ptr<int> counted,
                          std::shared_ptr<system::Wakeup> told) -> asio::awaitable<void> {
    co_await member->environment->shut_down();
    --*counted;
    told->notify();
  };
  for (const auto& weak : std::exchange(all_, {})) {
    auto member = weak.lock();
    if (!member) continue;
    ++*left;
    system::spawn(resources_.executor, end_one(std::move(member), left, gone));
  }
  while (*left > 0) co_await gone->wait();
}

}  // namespace lambdalocal::environment

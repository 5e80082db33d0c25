// How it works: an invocation takes a slot of its function's concurrency, then an idle environment. When there is none, or
// when admission.h has no room, it stands in line; and for those that may go in, environments are started until as many are
// starting as stand there, or as start_limit.h allows. Whatever becomes free first - an environment that has started, or one whose invocation has ended
// - goes to whoever is first in line: nobody is bound to the environment that was started for him. So there are never more
// environments than invocations that were here at the same time.
//
// A caller may have its answer, and the next event at hand, before the runtime has asked for it: such an environment is
// about to return. For a moment it counts as if it were starting (20 ms), and as a slot that is about to be free (200 ms).
#include <algorithm>
#include <exception>
#include <string>

#include "core/invocation/identifiers.h"
#include "emulator/environment/pool_members.h"
#include "emulator/system/spawn.h"

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace lambdalocal::environment {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kLookAtLine = 2ms;  // at the line; what runs for longer is no quick invocation

}  // namespace

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
  if (awaiting_descriptors_) return;
  Descriptors& descriptors = *resources_.descriptors;
  while (starting_ < wanted()) {
    if (starting_ >= start_limit_.most()) return watch_starts();
    if (!descriptors.suffice_for(*this)) {
      if (line_.empty()) return;  // what is kept warm is not worth another function's environment
      if (descriptors.make_room_for(*this)) return watch_descriptors();
    }
    auto member = take_spare();
    if (!member) {
      auto created = create_member();
      if (!created) {
        if (busy() + starting_ > 0) return;  // what becomes free will do
        if (line_.empty()) return;
        fail_first(created.error());
        continue;
      }
      member = *std::move(created);
    }
    ++starting_;
    descriptors.satisfied(*this);
    system::spawn(resources_.executor, start(shared_from_this(), std::move(member)));
  }
  descriptors.satisfied(*this);
}

void Pool::fail_first(const Error& error) {
  Waiting* const first = line_.front();
  first->leave();
  first->given.emplace(error);
  first->wakeup.notify();
}

Result<std::shared_ptr<Pool::Member>> Pool::create_member() {
  auto member = std::make_shared<Member>(log_);
  if (function_->has_parameters_and_secrets && function_->network == Network::Host) {
    TRY(served, resources_.parameters_and_secrets->serve(resources_.executor, function_));
    member->parameters_and_secrets = std::move(served);
  }
  TRY(environment, ExecutionEnvironment::create(
                       {resources_.executor, resources_.warden, resources_.randomness, function_, member->tail,
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
  auto initialising = pool->options_.initialising ? pool->options_.initialising() : nullptr;
  try {
    co_await member->environment->initialise_ahead();
  } catch (const std::exception& failed) {
    fault = Error{ErrorKind::System, std::string("an execution environment could not be started: ") + failed.what()};
  }
  initialising.reset();
  member->starting = false;
  pool->start_limit_.ended(--pool->starting_);
  if (!fault) {
    pool->give_back(std::move(member));
  } else {
    pool->end(std::move(member), ShutdownReason::Failure);
    if (!pool->line_.empty()) pool->fail_first(*fault);
    pool->serve_line();
  }
  pool->changed_.notify();
  pool->want_spare();
}

void Pool::watch_descriptors() {
  awaiting_descriptors_ = true;
  descriptors_timer_.expires_after(Descriptors::kLook);
  descriptors_timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto pool = weak.lock();
    if (!pool || error) return;
    pool->awaiting_descriptors_ = false;
    pool->serve_line();
  });
}

void Pool::watch_starts() {
  if (std::exchange(watching_starts_, true)) return;
  processor_time_of_starts();
  start_timer_.expires_after(StartLimit::kLook);
  start_timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto pool = weak.lock();
    if (!pool || error) return;
    pool->watching_starts_ = false;
    pool->start_limit_.look(pool->processor_time_of_starts());
    pool->start_wanted();
  });
}

// Since it was asked for last.
std::chrono::nanoseconds Pool::processor_time_of_starts() {
  std::chrono::nanoseconds total{};
  for (const auto& weak : all_) {
    const auto member = weak.lock();
    if (!member || !member->starting) continue;
    const auto used = std::max(member->environment->processor_time(), member->processor_time_seen);
    total += used - std::exchange(member->processor_time_seen, used);
  }
  return total;
}

void Pool::watch_line() {
  if (line_.empty() || std::exchange(looking_, true)) return;
  look_timer_.expires_after(kLookAtLine);
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
    const Time since = Clock::now() - kLookAtLine;
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

void Pool::start_warming() { start_wanted(); }

}  // namespace lambdalocal::environment

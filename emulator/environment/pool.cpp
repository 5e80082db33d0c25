#include "emulator/environment/pool.h"

#include <algorithm>
#include <boost/asio/use_awaitable.hpp>

#include "emulator/environment/pool_members.h"
#include "emulator/system/processes/processors.h"

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace lambdalocal::environment {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

Pool::Pool(PoolResources resources, logs::LogSink& log, std::shared_ptr<FunctionConcurrency> concurrency,
           std::shared_ptr<const PreparedFunction> function, PoolOptions options)
    : resources_(std::move(resources)),
      log_(log),
      concurrency_(std::move(concurrency)),
      function_(std::move(function)),
      options_(options),
      start_limit_(system::processors()),
      start_timer_(resources_.executor),
      descriptors_timer_(resources_.executor),
      admission_(system::processors()),
      look_timer_(resources_.executor),
      reaper_(resources_.executor),
      spare_timer_(resources_.executor) {
  resources_.descriptors->enter(*this);
  resources_.spares->enter(*this);
}

Pool::~Pool() {
  resources_.spares->leave(*this);
  resources_.descriptors->leave(*this);
}

asio::awaitable<InvocationResult> Pool::invoke(Invocation invocation, std::shared_ptr<Caller> caller) {
  const auto self = shared_from_this();
  used_at_ = Clock::now();
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

std::size_t Pool::environments() const { return idle_.size() + static_cast<std::size_t>(busy() + starting_); }

bool Pool::has_extensions() const {
  return std::ranges::any_of(all_, [](const std::weak_ptr<Member>& weak) {
    const auto member = weak.lock();
    return member && member->environment->has_extensions();
  });
}

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

}  // namespace lambdalocal::environment

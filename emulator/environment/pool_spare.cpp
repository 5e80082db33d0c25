// The spare environment of a pool (spares.h): when it is made, taken and ended.
#include <algorithm>
#include <exception>

#include "emulator/environment/pool_members.h"
#include "emulator/system/spawn.h"

namespace asio = boost::asio;

namespace lambdalocal::environment {

// Extensions are code of the function's, too: they would run in a spare.
bool Pool::may_have_spare() const {
  return resources_.spares->are_made() && function_->command.has_gate && !function_->command.problem &&
         function_->extensions.empty();
}

// Makes one as soon as nothing else is to be done.
void Pool::want_spare() {
  if (closing_ || spare_ || making_spare_ || !may_have_spare() || std::exchange(wanting_spare_, true)) return;
  spare_timer_.expires_after(Spares::kQuiet);
  spare_timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto pool = weak.lock();
    if (!pool || error) return;
    pool->wanting_spare_ = false;
    if (!pool->resources_.spares->is_quiet()) return pool->want_spare();
    pool->make_spare();
  });
}

void Pool::make_spare() {
  if (closing_ || !resources_.descriptors->suffice_for(*this) || !resources_.spares->make_room_for(*this)) return;
  auto member = create_member();
  if (!member) return;  // who needs an environment is told why there is none
  making_spare_ = true;
  system::spawn(resources_.executor, start_spare(shared_from_this(), *std::move(member)));
}

asio::awaitable<void> Pool::start_spare(std::shared_ptr<Pool> pool, std::shared_ptr<Member> member) {
  member->starting = false;
  pool->resources_.spares->begin_starting();
  bool held = false;
  try {
    held = co_await member->environment->start_held();
  } catch (const std::exception&) {
    // As any other that could not be started: the next environment says why, if it cannot be either.
  }
  pool->resources_.spares->ended_starting();
  pool->making_spare_ = false;
  if (held && !pool->closing_) {
    member->idle_since = std::chrono::steady_clock::now();
    pool->spare_ = std::move(member);
    pool->watch_spare();
  } else {
    pool->end(std::move(member));
  }
}

// Ends it when the function has not been used for long.
void Pool::watch_spare() {
  spare_timer_.expires_at(std::max(used_at_, spare_->idle_since) + options_.idle_timeout);
  spare_timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto pool = weak.lock();
    if (!pool || error || !pool->spare_) return;
    const Time due = std::chrono::steady_clock::now() - pool->options_.idle_timeout;
    if (pool->environments() > 0) pool->used_at_ = std::chrono::steady_clock::now();  // it may be needed still
    if (pool->used_at_ > due || pool->spare_->idle_since > due) return pool->watch_spare();
    pool->end_spare();
  });
}

std::shared_ptr<Pool::Member> Pool::take_spare() {
  if (!spare_) return nullptr;
  auto member = std::exchange(spare_, nullptr);
  if (!member->environment->is_held()) {  // it has ended, or was ended
    end(std::move(member), ShutdownReason::Failure);
    return nullptr;
  }
  member->starting = true;
  return member;
}

void Pool::end_spare() {
  if (spare_) end(std::exchange(spare_, nullptr));
}

}  // namespace lambdalocal::environment

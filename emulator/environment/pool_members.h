// What a pool is made of: its environments, and the invocations that use one or wait for one. Internal to the pool.
#pragma once

#include <chrono>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "emulator/environment/pool.h"
#include "emulator/logs/log_tail.h"

namespace lambdalocal::environment {

// What an answered runtime may take to ask for its next event before another environment is started for who waits, and
// before who finds no slot is throttled.
constexpr std::chrono::milliseconds kReturn{20};
constexpr std::chrono::milliseconds kReturnOfSlot{200};

// An environment with its log and what the pool must know of it.
struct Pool::Member {
  explicit Member(logs::LogSink& log) : tail(log) {}

  logs::LogTail tail;
  std::shared_ptr<ExecutionEnvironment> environment;
  std::shared_ptr<void> parameters_and_secrets;  // the server of that extension, where the function has it
  Time idle_since;
  Time busy_since;       // while it is in use; read where somebody waits in line
  bool busy = false;     // in use
  bool overdue = false;  // in use, and admission was told that it takes long
  bool used = false;
  bool starting = true;
  std::chrono::nanoseconds processor_time_seen{};  // while it starts
  std::optional<std::string> tenant;               // whose it is, once it was used

  bool may_serve(const std::optional<std::string>& tenant_id) const { return !used || tenant == tenant_id; }
};

// An environment in use by one invocation. It is free again, or ended, when this is destroyed.
class Pool::Use {
 public:
  Use(std::shared_ptr<Pool> pool, std::shared_ptr<Member> member) : pool_(std::move(pool)), member_(std::move(member)) {
    member_->busy = true;
    member_->busy_since = std::chrono::steady_clock::now();
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
      pool_->end(std::move(member_), ShutdownReason::Failure);
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

}  // namespace lambdalocal::environment

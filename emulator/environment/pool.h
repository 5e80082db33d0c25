// The execution environments of one function: hands an idle one to each invocation, starts another when all are busy, ends
// those that were idle for long. The newest idle environment is taken first: its memory is warm, and the others may end.
// Source: docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/invocation/invocation.h"
#include "core/invocation/result.h"
#include "core/result.h"
#include "emulator/environment/concurrency.h"
#include "emulator/environment/execution_environment.h"
#include "emulator/environment/turns.h"
#include "emulator/functions/prepared_function.h"
#include "emulator/logs/log_sink.h"
#include "emulator/system/randomness.h"
#include "emulator/system/wakeup.h"

namespace lambdalocal::environment {

enum class Freeze { No, BetweenInvocations };  // as Lambda freezes what runs in an idle environment

struct PoolOptions {
  std::optional<int> reserved_concurrency;
  std::chrono::milliseconds idle_timeout = std::chrono::minutes(10);
  Freeze freeze = Freeze::No;
  int keep_warm = 0;  // environments initialised ahead and kept, whatever idle_timeout says
};

// What all pools of a run share. The references must outlive them.
struct PoolSurroundings {
  boost::asio::any_io_executor executor;
  system::Warden& warden;
  ConcurrencyLimit& account;
  system::Randomness& randomness;
  logs::LogSink& log;
};

class Pool : public std::enable_shared_from_this<Pool> {
 public:
  Pool(PoolSurroundings surroundings, std::shared_ptr<const PreparedFunction> function, PoolOptions options);
  ~Pool();

  const PreparedFunction& function() const { return *function_; }

  // Runs one invocation in an environment of its own. `caller`: as ExecutionEnvironment::invoke; who is throttled, or met
  // an Error, is not answered through it.
  boost::asio::awaitable<InvocationResult> invoke(Invocation invocation, std::shared_ptr<Caller> caller = {});

  // Starts environments until there are as many as are to be kept warm; returns when their init is over.
  boost::asio::awaitable<void> warm_up();
  void start_warming();  // the same, not waited for

  // New code or configuration: invocations from now on run in new environments, those under way end in the old ones.
  void replace(std::shared_ptr<const PreparedFunction> function);

  // Waits for running invocations, until `deadline` at most, then ends every environment. No invocation may begin then.
  boost::asio::awaitable<void> shut_down(std::chrono::steady_clock::time_point deadline);

  // Has the processes of all environments killed, waits for nothing: for a loop that is about to stop.
  void kill();

  int busy() const { return turns_->running(); }
  std::size_t idle() const { return idle_.size(); }

 private:
  struct Member;
  using Time = std::chrono::steady_clock::time_point;

  std::optional<Throttled> throttle() const;
  bool is_full() const;
  int about_to_return() const;
  boost::asio::awaitable<void> wait_for_return();
  boost::asio::awaitable<void> wait_for_change(std::chrono::steady_clock::duration limit);
  Result<std::shared_ptr<Member>> start_member();
  Result<std::shared_ptr<Member>> take(const std::optional<std::string>& tenant_id);
  void give_back(std::shared_ptr<Member> member);
  std::size_t spare() const;
  void end(std::shared_ptr<Member> member);
  static boost::asio::awaitable<void> reap_idle(std::weak_ptr<Pool> weak);

  PoolSurroundings surroundings_;
  std::shared_ptr<const PreparedFunction> function_;
  PoolOptions options_;
  std::optional<ConcurrencyLimit> reserved_;
  std::vector<std::shared_ptr<Member>> idle_;  // the newest last
  std::vector<std::weak_ptr<Member>> all_;
  const std::shared_ptr<Turns> turns_;
  int warming_ = 0;
  int awaiting_return_ = 0;
  system::Wakeup changed_;
  boost::asio::steady_timer reaper_;
  bool reaping_ = false;
  bool closing_ = false;
};

}  // namespace lambdalocal::environment

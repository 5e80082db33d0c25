// The execution environments of one version of a function, which never changes: hands one to each invocation, starts
// others when all are busy, ends those that were idle for long. The newest idle environment is taken first: its memory is
// warm, and the others may end.
// Source: docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/invocation/invocation.h"
#include "core/invocation/result.h"
#include "core/result.h"
#include "emulator/environment/admission.h"
#include "emulator/environment/concurrency.h"
#include "emulator/environment/descriptors.h"
#include "emulator/environment/execution_environment.h"
#include "emulator/environment/spares.h"
#include "emulator/environment/start_limit.h"
#include "emulator/functions/prepared_function.h"
#include "emulator/logs/log_sink.h"
#include "emulator/parameters_and_secrets/servers.h"
#include "emulator/system/randomness.h"
#include "emulator/system/wakeup.h"

namespace lambdalocal::environment {

enum class Freeze { No, BetweenInvocations };  // as Lambda freezes what runs in an idle environment

struct PoolOptions {
  std::chrono::milliseconds idle_timeout = std::chrono::minutes(10);
  Freeze freeze = Freeze::No;
  int keep_warm = 0;  // environments initialised ahead and kept, whatever idle_timeout says
  // What it returns is held while an environment initialises: the function's code runs, though no invocation of it may. May be empty.
  std::function<std::shared_ptr<void>()> initialising = {};
};

// What all pools of a run share. The references must outlive them.
struct PoolResources {
  boost::asio::any_io_executor executor;
  system::Warden& warden;
  system::Randomness& randomness;
  std::shared_ptr<Descriptors> descriptors = std::make_shared<Descriptors>();
  std::shared_ptr<parameters_and_secrets::Servers> parameters_and_secrets =
      std::make_shared<parameters_and_secrets::Servers>();
  std::shared_ptr<Spares> spares = std::make_shared<Spares>(0);
};

class Pool : public std::enable_shared_from_this<Pool> {
 public:
  // `log` must outlive it.
  Pool(PoolResources resources, logs::LogSink& log, std::shared_ptr<FunctionConcurrency> concurrency,
       std::shared_ptr<const PreparedFunction> function, PoolOptions options);
  ~Pool();

  const PreparedFunction& function() const { return *function_; }

  // Runs one invocation in an environment of its own. `caller`: as ExecutionEnvironment::invoke; who is throttled, or met
  // an Error, is not answered through it.
  boost::asio::awaitable<InvocationResult> invoke(Invocation invocation, std::shared_ptr<Caller> caller = {});

  // Starts environments until there are as many as are to be kept warm; from then on they are kept up.
  void start_warming();

  // The function is in use, though not of this version yet: a spare environment of it is made.
  void want_spare();

  // Ends the environments that have been used and that nobody uses now; returns when they are gone. The next invocation starts another
  // one.
  boost::asio::awaitable<void> end_idle();

  // Another version has taken its place: invocations that are here end here, then every environment ends.
  void retire();

  // Waits for the invocations that are here, until `deadline` at most, then ends every environment, all at the same time.
  boost::asio::awaitable<void> shut_down(std::chrono::steady_clock::time_point deadline);

  // Has the processes of all environments killed, waits for nothing: for a loop that is about to stop.
  void kill();

  int busy() const { return admission_.running(); }     // invocations in an environment
  std::size_t waiting() const { return line_.size(); }  // and those that wait for one
  std::size_t idle() const { return idle_.size(); }
  std::size_t environments() const;
  std::size_t starting() const { return static_cast<std::size_t>(starting_); }

  bool has_extensions() const;  // in an environment of it

  bool has_spare() const { return spare_ || making_spare_; }
  void end_spare();
  // Somebody has used it, and it has not been without environments since.
  bool is_in_use() const { return environments() > 0 || has_spare(); }
  // When an invocation came last; of a pool that nobody has used, the beginning of time.
  std::chrono::steady_clock::time_point used_at() const { return used_at_; }

  // Of the environment that has been idle the longest, if any is idle; and its end, which is not waited for.
  std::optional<std::chrono::steady_clock::time_point> idle_since() const;
  void end_oldest_idle();

 private:
  struct Member;
  struct Waiting;
  class Use;
  class Ending;
  using Time = std::chrono::steady_clock::time_point;

  boost::asio::awaitable<Result<Use>> environment_for(std::optional<std::string> tenant_id);
  std::shared_ptr<Member> take_idle(const std::optional<std::string>& tenant_id);
  bool serve_next();
  void serve_line();
  void start_wanted();
  int wanted() const;
  void fail_first(const Error& error);
  Result<std::shared_ptr<Member>> create_member();
  static boost::asio::awaitable<void> start(std::shared_ptr<Pool> pool, std::shared_ptr<Member> member);
  int returning(std::chrono::milliseconds limit) const;
  boost::asio::awaitable<void> wait_for_return();
  boost::asio::awaitable<void> wait_for_change(std::chrono::steady_clock::duration limit);
  void watch_starts();
  void watch_descriptors();
  std::chrono::nanoseconds processor_time_of_starts();
  void watch_line();
  void look();
  void give_back(std::shared_ptr<Member> member);
  std::size_t surplus() const;
  bool may_have_spare() const;
  void make_spare();
  static boost::asio::awaitable<void> start_spare(std::shared_ptr<Pool> pool, std::shared_ptr<Member> member);
  void watch_spare();
  std::shared_ptr<Member> take_spare();
  void end(std::shared_ptr<Member> member, ShutdownReason reason = ShutdownReason::Spindown);
  boost::asio::awaitable<void> end_one(std::shared_ptr<Member> member, ShutdownReason reason);
  static boost::asio::awaitable<void> end_member(std::shared_ptr<Ending> ending, std::shared_ptr<Member> member,
                                                 ShutdownReason reason);
  static boost::asio::awaitable<void> reap_idle(std::weak_ptr<Pool> weak);
  boost::asio::awaitable<void> end_all();

  // Constant after construction.
  const PoolResources resources_;
  logs::LogSink& log_;
  const std::shared_ptr<FunctionConcurrency> concurrency_;
  const std::shared_ptr<const PreparedFunction> function_;
  const PoolOptions options_;

  // Every environment is idle, in use by an invocation (admission_ counts those), or starting; all_ has them all, and
  // some that have ended. The newest idle one stands last.
  std::vector<std::shared_ptr<Member>> idle_;
  std::vector<std::weak_ptr<Member>> all_;
  int starting_ = 0;
  StartLimit start_limit_;
  boost::asio::steady_timer start_timer_;
  bool watching_starts_ = false;
  bool awaiting_descriptors_ = false;  // none is started until they are looked at again
  boost::asio::steady_timer descriptors_timer_;

  // Invocations that have a concurrency slot and no environment yet, in their order. Each stands in its coroutine's frame.
  Admission admission_;
  std::list<Waiting*> line_;
  boost::asio::steady_timer look_timer_;
  bool looking_ = false;

  // Invocations that would be throttled, if no environment were about to become free.
  int awaiting_return_ = 0;
  system::Wakeup changed_;  // an invocation has ended

  boost::asio::steady_timer reaper_;
  bool reaping_ = false;
  bool closing_ = false;  // nothing is kept idle

  // The environment that is held for whoever needs one next.
  std::shared_ptr<Member> spare_;
  bool making_spare_ = false;
  bool wanting_spare_ = false;  // one is made when it is quiet
  boost::asio::steady_timer spare_timer_;
  Time used_at_{};
};

}  // namespace lambdalocal::environment

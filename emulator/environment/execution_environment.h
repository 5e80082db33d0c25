// One execution environment of a function: its processes (the runtime and extensions), their APIs, its log stream, one
// invocation at a time. Runs the phases of its life as AWS documents them: init (10 s; run again inside the invocation when
// it fails), invoke (the function's timeout), shutdown; after a crash or a timeout all its processes are replaced with the
// next invocation. Source: docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/function/limits.h"
#include "core/invocation/invocation.h"
#include "core/invocation/result.h"
#include "core/result.h"
#include "emulator/environment/caller.h"
#include "emulator/environment/platform_log.h"
#include "emulator/environment/processes.h"
#include "emulator/extensions_api/server.h"
#include "emulator/functions/prepared_function.h"
#include "emulator/logs/log_sink.h"
#include "emulator/runtime_api/server.h"
#include "emulator/runtimes/gate.h"
#include "emulator/system/processes/process.h"
#include "emulator/system/wakeup.h"
#include "emulator/telemetry_api/server.h"

namespace lambdalocal::environment {

// What an environment is made of. The references must outlive it.
struct Parts {
  boost::asio::any_io_executor executor;
  system::Warden& warden;
  system::Randomness& randomness;
  std::shared_ptr<const PreparedFunction> function;
  logs::LogSink& log;
  std::string log_stream_name;
  std::chrono::milliseconds init_limit = limits::kInit;
};

using extensions_api::ShutdownReason;

class ExecutionEnvironment : public std::enable_shared_from_this<ExecutionEnvironment>,
                             private runtime_api::Observer,
                             private extensions_api::Observer {
 public:
  static Result<std::shared_ptr<ExecutionEnvironment>> create(Parts parts);
  ~ExecutionEnvironment() override;

  // Runs one invocation to its end: its outcome is complete, its log lines are written. The caller, if there is one, is
  // answered as soon as the answer is known. An Error is a fault of ours or the machine's: then nobody was answered.
  boost::asio::awaitable<Result<InvocationOutcome>> invoke(Invocation invocation, std::shared_ptr<Caller> caller = {});

  // Runs the init phase ahead of the first invocation, which runs it again when it fails here.
  boost::asio::awaitable<void> initialise_ahead();

  // Starts the runtime and holds it at the gate of its bootstrap, before anything of the function runs: the init lets it go. False
  // where it could not be started. Nothing is logged.
  boost::asio::awaitable<bool> start_held();
  bool is_held() const { return gate_ && runtime_ && !exit_; }

  // When the invocation under way was answered: the environment is about to be free then, unless its runtime hangs now.
  std::optional<std::chrono::steady_clock::time_point> answered_at() const {
    return in_use_ && answer_ ? std::optional(answered_at_) : std::nullopt;
  }

  // Whether somebody in it is to be told before it ends.
  bool has_extensions() const { return !extensions_->empty(); }

  // What its process has used of the processors; 0 where there is none.
  std::chrono::nanoseconds processor_time() const;

  // Stops, or lets go on, everything that runs in the environment, as Lambda freezes it between invocations.
  void freeze();
  void thaw();

  // Ends the processes and everything they started; returns when all of it is gone, at `deadline` at the latest. Where there
  // are extensions, they and the runtime are told first, and have the time that Lambda gives them. An invocation under way
  // ends as if the runtime had crashed.
  boost::asio::awaitable<void> shut_down(ShutdownReason reason, std::chrono::steady_clock::time_point deadline);

  // For a shutdown that begins now: the longest that Lambda lets one take.
  static std::chrono::steady_clock::time_point shutdown_deadline() {
    return now() + limits::kShutdownWithExternalExtensions;
  }

  // Has the processes killed, waits for nothing.
  void kill();

 private:
  using Time = std::chrono::steady_clock::time_point;
  static Time now() { return std::chrono::steady_clock::now(); }
  static std::chrono::microseconds between(Time from, Time to) {
    return std::chrono::duration_cast<std::chrono::microseconds>(to - from);
  }
  enum class InitEnd { Ready, Failed, Exited, TimedOut, NotStarted, ExtensionFailed };

  explicit ExecutionEnvironment(Parts parts);

  // runtime_api::Observer
  void runtime_ready() override;
  void restore_ready() override;
  void init_failed(runtime_api::Posted error) override;
  void response_began() override;
  void responded(runtime_api::Posted response) override;
  void failed(runtime_api::Posted error) override;
  void response_too_large() override;
  void invalid_response_mode() override;
  void stream_began(std::string_view content_type) override;
  boost::asio::awaitable<void> stream_piece(std::string_view piece) override;

  // extensions_api::Observer
  void extensions_changed() override;

  boost::asio::awaitable<Result<std::optional<InvocationOutcome>>> initialise(const Invocation& invocation,
                                                                              Time& started);
  void begin_init();
  boost::asio::awaitable<Result<InitEnd>> run_init(InitPhase phase, Time deadline);
  boost::asio::awaitable<Result<InitEnd>> await_init(Time deadline);
  boost::asio::awaitable<InitEnd> restore();
  std::string_view initialization_type() const;
  boost::asio::awaitable<InvocationOutcome> run_invocation(const Invocation& invocation, Time started,
                                                           const std::shared_ptr<Caller>& caller);
  boost::asio::awaitable<void> last_requests();
  boost::asio::awaitable<void> end_processes(ShutdownReason reason, Time deadline);
  std::optional<Error> machine_problem() const;
  boost::asio::awaitable<Result<void>> start_all(Time deadline);
  boost::asio::awaitable<Result<void>> start_extensions(Time deadline);
  boost::asio::awaitable<Result<void>> start_runtime();
  boost::asio::awaitable<Result<void>> let_go();
  boost::asio::awaitable<Result<void>> make_sandbox();
  boost::asio::awaitable<Result<void>> serve_inside(std::shared_ptr<Sandbox> sandbox);
  boost::asio::awaitable<Result<bool>> renew_function(bundle::Compare compare);
  void begin_processes();
  Result<void> start_processes(const runtimes::Gate* gate = nullptr);
  Result<void> start_runtime_process(const runtimes::Gate* gate);
  Result<void> start_extension(const std::filesystem::path& executable);
  RuntimeEnvironment runtime_environment() const;
  std::vector<std::string> environment_of_runtime(bool held) const;
  std::vector<std::string> environment_of_extensions() const;
  static boost::asio::awaitable<void> watch_runtime(std::weak_ptr<ExecutionEnvironment> weak,
                                                    std::shared_ptr<system::Process> runtime);
  static boost::asio::awaitable<void> watch_extension(std::weak_ptr<ExecutionEnvironment> weak,
                                                      std::shared_ptr<system::Process> process);
  void extension_exited(const std::shared_ptr<system::Process>& process, const system::ExitReport& report);
  void extension_failed(std::string_view error_type, std::string detail);
  void log_extensions();
  boost::asio::awaitable<void> tell_shutdown(ShutdownReason reason, Time deadline);
  bool awaits_extensions() const;
  // Everything that runs has come back for the next event.
  bool all_ready() const { return ready_ && extensions_->are_ready(); }
  bool is_initialised() const { return (ready_ || restore_ready_) && extensions_->are_ready(); }
  // Something that must not end has ended.
  bool has_failed() const { return exit_ || extension_failure_; }
  static boost::asio::awaitable<bool> admits(std::weak_ptr<ExecutionEnvironment> weak, int socket);
  static ShutdownReason reason_of(InitEnd end) {
    return end == InitEnd::TimedOut ? ShutdownReason::Timeout : ShutdownReason::Failure;
  }
  InvocationOutcome init_failure(InitEnd end, const std::string& request_id) const;
  InvocationOutcome extension_failure(const std::string& request_id) const;
  std::string cannot_start(const std::string& request_id) const;
  InvocationOutcome crash(const std::string& request_id) const;
  InvocationOutcome timed_out(const std::string& request_id) const;
  InvocationOutcome as_reported(const InvocationOutcome& outcome, bool is_complete) const;
  void measure(platform::Measures& measures, Time offered) const;
  void tell_runtime_done(const std::string& request_id, platform::Measures& measures, Time offered);
  void answer(InvocationOutcome outcome);
  void read_memory(std::chrono::microseconds duration);
  void note_memory(std::int64_t megabytes);
  void watch_limits();
  static boost::asio::awaitable<void> look_at_limits(std::weak_ptr<ExecutionEnvironment> weak,
                                                     std::shared_ptr<system::Process> runtime);
  void enforce_memory();
  void note_out_of_memory();
  std::string_view exit_type() const;
  void warn_of_tmp();

  bool arm_timer(Time deadline);

  const PreparedFunction& started_from() const { return renewed_ ? *renewed_ : *parts_.function; }

  Parts parts_;
  std::shared_ptr<const PreparedFunction>
      renewed_;  // prepared anew, as the files of parts_.function had been written to
  std::shared_ptr<runtime_api::Server> runtime_api_;
  std::shared_ptr<extensions_api::Server> extensions_;
  const LogStream stream_of_log_;
  const std::shared_ptr<telemetry_api::Server> telemetry_;  // every event of the log passes through
  std::shared_ptr<void> parameters_and_secrets_;            // inside, where it has a network of its own
  PlatformLog platform_log_;
  Processes processes_;
  std::shared_ptr<system::Process> runtime_;  // of the processes; none before init, and after they were ended
  std::optional<runtimes::Gate> gate_;        // the runtime is held there until the init
  system::Wakeup changed_;
  boost::asio::steady_timer timer_;
  std::optional<Time> timer_expiry_;

  // What the runtime did since the phase began.
  bool ready_ = false;
  bool restore_ready_ = false;  // SnapStart: it can be restored, or has been
  Time ready_at_;
  std::optional<runtime_api::Posted> init_error_;
  std::optional<InvocationOutcome> answer_;
  Time answered_at_;
  bool answered_fatally_ = false;
  std::shared_ptr<Caller> stream_;  // who takes the pieces of a streamed response; nobody: they are gathered
  std::string streamed_;
  std::optional<Time> response_began_at_;
  std::size_t produced_bytes_ = 0;
  std::optional<system::ExitReport> exit_;  // of the runtime

  // The external extensions (extensions.cpp), of the processes, as runtime_ is; and why they fail an init or an invocation.
  struct ExternalExtension {
    std::string name;
    std::shared_ptr<system::Process> process;
    std::optional<system::ExitReport> exit;
  };
  struct ExtensionFailure {
    std::string_view error_type;
    std::string detail;  // how its process ended; empty while it runs
  };
  std::vector<ExternalExtension> external_;
  std::optional<ExtensionFailure> extension_failure_;
  bool telling_shutdown_ = false;  // what ends now is expected to

  class InUse;
  bool first_init_ = true;
  bool in_use_ = false;  // by an invocation, or an init ahead of one
  bool closing_ = false;
  bool without_sandbox_ = false;                               // the machine allows none
  system::Wakeup left_;                                        // in_use_ has ended
  std::optional<std::chrono::microseconds> init_duration_;     // of the first init, until it is reported
  std::optional<std::chrono::microseconds> restore_duration_;  // likewise
  std::int64_t max_memory_mb_ = 0;
  // Memory and /tmp are looked at while the environment is used (limits_watch.cpp).
  boost::asio::steady_timer limits_timer_;
  bool limits_watched_ = false;
  bool used_since_look_ = false;
  bool out_of_memory_ = false;  // the process is being killed for that
  bool tmp_warned_ = false;
  std::time_t began_ = 0;
  std::optional<std::uint64_t> tmp_used_before_;  // bytes of the file system, when the first process began

  Time memory_read_at_;
  std::chrono::nanoseconds processor_time_read_{};  // of the process, then
};

}  // namespace lambdalocal::environment

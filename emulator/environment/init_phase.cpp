// The init phase: starts the extensions and the runtime and brings them to their first `next`; what becomes of it when they do
// not get there.
#include <utility>
//
#include <fmt/format.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cctype>
#include <system_error>

#include "core/function/environment_variables.h"
#include "core/function/runtime_support.h"
#include "core/invocation/function_error.h"
#include "core/logs/lines.h"
#include "core/parameters_and_secrets/answer.h"
#include "core/runtime_api/contract.h"
#include "emulator/environment/execution_environment.h"
#include "emulator/parameters_and_secrets/servers.h"
#include "emulator/system/spawn.h"
#include "emulator/system/workers.h"

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace lambdalocal::environment {
namespace {

// What a runtime that has reported its init error may still take to write its last lines and end by itself.
constexpr auto kLastWords = 300ms;

// Between a snapshot and its restore.
constexpr auto kPause = 10ms;

// Where a runtime writes framed log records.
constexpr int kTelemetryLogFd = 3;

// A custom runtime gets no such descriptor, as on AWS.
asio::awaitable<Result<system::Fd>> nowhere() { co_return Error{ErrorKind::System, "the sandbox has ended"}; }

std::optional<int> framed_log_of(const Function& function) {
  if (support_of(function.runtime.family).is_custom) return std::nullopt;
  return kTelemetryLogFd;
}

}  // namespace

// Brings new processes to their first `next`. The outcome when they cannot be brought there; `started` becomes the time the
// invocation's own duration begins.
asio::awaitable<Result<std::optional<InvocationOutcome>>> ExecutionEnvironment::initialise(const Invocation& invocation,
                                                                                           Time& started) {
  co_await end_processes(ShutdownReason::Failure, shutdown_deadline());
  if (std::exchange(first_init_, false)) {
    begin_init();
    auto end = co_await run_init(InitPhase::Init, started + parts_.init_limit);
    if (!end) co_return end.error();
    const auto took = between(started, now());
    if (*end == InitEnd::Ready) {
      init_duration_ = took;
      platform_log_.init_report({took, InitPhase::Init, {"success", {}}, initialization_type()});
      end = co_await restore();
    }
    started = now();
    if (*end == InitEnd::Ready) co_return std::nullopt;
    const InvocationOutcome failure = init_failure(*end, invocation.request_id);
    co_await end_processes(reason_of(*end), shutdown_deadline());
    if (!restore_ready_) {
      platform_log_.init_report({took, InitPhase::Init, report_status(failure), initialization_type()});
    }
  }
  auto end = co_await run_init(InitPhase::Invoke, started + parts_.function->function.timeout);
  if (!end) co_return end.error();
  if (*end == InitEnd::Ready) {
    platform_log_.init_report({between(started, now()), InitPhase::Invoke, {"success", {}}, initialization_type()});
    end = co_await restore();
    if (*end == InitEnd::Ready) co_return std::nullopt;
  }
  InvocationOutcome failure = init_failure(*end, invocation.request_id);
  failure.duration = *end == InitEnd::TimedOut ? parts_.function->function.timeout : between(started, now());
  co_await end_processes(reason_of(*end), shutdown_deadline());
  failure.max_memory_used_mb = max_memory_mb_;
  if (!restore_ready_) {
    platform_log_.init_report({failure.duration, InitPhase::Invoke, report_status(failure), initialization_type()});
  }
  platform::Measures measures;
  measures.trace_header = invocation.trace_header;
  platform_log_.start(invocation.request_id, measures);
  platform_log_.runtime_done(invocation.request_id, failure, measures);
  platform_log_.end_and_report(invocation.request_id, failure, measures);
  co_return failure;
}

// Extensions that are there hear of the beginning, too, as soon as they have subscribed to telemetry.
void ExecutionEnvironment::begin_init() {
  using Keep = telemetry_api::Server::Keep;
  telemetry_->restart(started_from().extensions.empty() ? Keep::Nothing : Keep::WhatInitLogs);
  platform_log_.init_start();
}

asio::awaitable<Result<ExecutionEnvironment::InitEnd>> ExecutionEnvironment::run_init(InitPhase phase, Time deadline) {
  auto end = co_await await_init(deadline);
  telemetry_->close_subscription();
  if (!end) co_return end;
  InvocationOutcome outcome;
  if (*end != InitEnd::Ready) outcome = init_failure(*end, "");
  platform_log_.init_runtime_done({{}, phase, report_status(outcome), initialization_type()});
  log_extensions();
  co_return end;
}

asio::awaitable<Result<ExecutionEnvironment::InitEnd>> ExecutionEnvironment::await_init(Time deadline) {
  CO_TRY_VOID(co_await start_all(deadline));
  if (started_from().command.problem) co_return InitEnd::NotStarted;
  while (!is_initialised() && !init_error_ && !has_failed() && arm_timer(deadline)) co_await changed_.wait();
  if (extension_failure_ && !exit_ && !init_error_) {
    const Time last_words = now() + kLastWords;
    while (extension_failure_->detail.empty() && arm_timer(last_words)) co_await changed_.wait();
    co_return InitEnd::ExtensionFailed;
  }
  if (const auto problem = machine_problem()) co_return *problem;
  if (!is_initialised() && !init_error_ && !exit_) co_return InitEnd::TimedOut;
  if (exit_ && exit_->kind == system::ExitReport::Kind::NotStarted) co_return InitEnd::NotStarted;
  if (exit_ && !init_error_) co_await last_requests();
  if (init_error_) {
    const Time last_words = now() + kLastWords;
    while (!exit_ && arm_timer(last_words)) co_await changed_.wait();
    co_return InitEnd::Failed;
  }
  if (restore_ready_) processes_.drain_output();  // what the hooks have written belongs before the report
  co_return exit_ ? InitEnd::Exited : InitEnd::Ready;
}

std::string_view ExecutionEnvironment::initialization_type() const {
  return parts_.function->function.snap_start ? "snap-start" : "on-demand";
}

// SnapStart: what has been initialised stands still for a moment, as its snapshot does, and goes on with the function's hooks.
asio::awaitable<ExecutionEnvironment::InitEnd> ExecutionEnvironment::restore() {
  if (!restore_ready_ || ready_) co_return InitEnd::Ready;
  processes_.freeze();
  asio::steady_timer pause(parts_.executor, kPause);
  boost::system::error_code ignored;
  co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  processes_.thaw();
  const Time began = now();
  platform_log_.restore_start();
  runtime_api_->restore();
  const Time deadline = began + limits::kRestore;
  while (!all_ready() && !init_error_ && !has_failed() && arm_timer(deadline)) co_await changed_.wait();
  if (exit_ && !init_error_) co_await last_requests();
  InitEnd end = init_error_          ? InitEnd::Failed
                : exit_              ? InitEnd::Exited
                : extension_failure_ ? InitEnd::ExtensionFailed
                : all_ready()        ? InitEnd::Ready
                                     : InitEnd::TimedOut;
  const Time last_words = now() + kLastWords;
  while (end == InitEnd::Failed && !exit_ && arm_timer(last_words)) co_await changed_.wait();
  InvocationOutcome outcome;
  if (end != InitEnd::Ready) outcome = init_failure(end, "");
  restore_duration_ = between(began, now());
  processes_.drain_output();
  platform_log_.restore_report({*restore_duration_, report_status(outcome)});
  co_return end;
}

// External extensions are started, and have registered, before the runtime is started.
asio::awaitable<Result<void>> ExecutionEnvironment::start_all(Time deadline) {
  if (gate_) co_return co_await let_go();
  if (started_from().view && !started_from().command.problem) CO_TRY_VOID(co_await make_sandbox());
  if (started_from().extensions.empty() || started_from().command.problem) co_return co_await start_runtime();
  if (started_from().renewal && started_from().renewal->next() != Renewal::Due::Nothing) {
    CO_TRY_VOID(co_await renew_function(bundle::Compare::All));
  }
  CO_TRY_VOID(co_await start_extensions(deadline));
  if (has_failed() || !extensions_->are_registered()) co_return Result<void>();
  co_return start_runtime_process(nullptr);
}

asio::awaitable<bool> ExecutionEnvironment::start_held() {
  const auto self = shared_from_this();
  const InUse in_use(*this);
  if (started_from().view && !co_await make_sandbox()) co_return false;
  auto gate = runtimes::Gate::closed();
  if (!gate || !start_processes(&*gate)) co_return false;
  gate_ = *std::move(gate);
  co_return co_await runtime_->started() != 0;
}

// The runtime that was held, when it is still there and the files are as they were.
asio::awaitable<Result<void>> ExecutionEnvironment::let_go() {
  const bool is_there = is_held();
  runtimes::Gate gate = *std::move(gate_);
  gate_.reset();
  bool renewed = false;
  if (is_there && started_from().renewal && started_from().renewal->next() != Renewal::Due::Nothing) {
    CO_TRY(due, co_await renew_function(bundle::Compare::All));
    renewed = due;
  }
  if (is_there && !renewed) {
    gate.open();
    watch_limits();
    co_return Result<void>();
  }
  co_await end_processes(ShutdownReason::Failure, shutdown_deadline());
  co_return start_processes();
}

// Starts the runtime from files that are as they were prepared. One that can be held at its gate starts while they are compared.
asio::awaitable<Result<void>> ExecutionEnvironment::start_runtime() {
  using Due = Renewal::Due;
  const auto renewal = started_from().renewal;
  const Due due = renewal ? renewal->next() : Due::Nothing;
  if (due == Due::Nothing) co_return start_processes();
  const runtimes::Command& command = started_from().command;
  if (!command.can_be_held || command.problem) {
    CO_TRY_VOID(co_await renew_function(bundle::Compare::All));
    co_return start_processes();
  }
  if (due == Due::All) {
    CO_TRY(renewed, co_await renew_function(bundle::Compare::Loadable));
    if (renewed) co_return start_processes();
  }
  CO_TRY(gate, runtimes::Gate::closed());
  CO_TRY_VOID(start_processes(&gate));
  auto renewed = co_await renew_function(bundle::Compare::All);
  if (renewed && !*renewed) {
    gate.open();
    co_return Result<void>();
  }
  co_await end_processes(ShutdownReason::Failure, shutdown_deadline());
  if (!renewed) co_return std::move(renewed).error();
  co_return start_processes();
}

// Once for an environment. Where the machine allows none the function runs without, unless that is not wanted.
asio::awaitable<Result<void>> ExecutionEnvironment::make_sandbox() {
  if (processes_.sandbox() != nullptr || without_sandbox_) co_return Result<void>();
  auto made = co_await Sandbox::make(parts_.executor, parts_.warden, started_from().view, processes_.limits(),
                                     started_from().network);
  if (made) {
    processes_.put_into(*made);
    if ((*made)->own_network()) co_return co_await serve_inside(*std::move(made));
    co_return Result<void>();
  }
  if (started_from().isolation == Isolation::Strict) {
    co_return Error{
        ErrorKind::System,
        fmt::format("isolate the function: {}\n{} runs it without; 'lambdalocal doctor' says what is missing "
                    "here",
                    made.error().message,
                    started_from().network == Network::None ? "--network host" : "--isolation auto")};
  }
  without_sandbox_ = true;
  if (started_from().isolation == Isolation::Auto) {
    platform_log_.notice(fmt::format("note: runs without isolation: {}", made.error().message));
  }
  co_return Result<void>();
}

// Without the network of the machine its processes reach our servers by sockets of theirs, and we reach their servers.
asio::awaitable<Result<void>> ExecutionEnvironment::serve_inside(std::shared_ptr<Sandbox> sandbox) {
  CO_TRY(runtime_api, co_await Sandbox::listening_socket(sandbox, runtime_api::kPortOnLambda));
  runtime_api_->take_over(std::move(runtime_api));
  telemetry_->connect_by([weak = std::weak_ptr(sandbox)]() -> asio::awaitable<Result<system::Fd>> {
    const auto there = weak.lock();
    if (there) return Sandbox::socket(there);
    return nowhere();
  });
  if (!started_from().has_parameters_and_secrets) co_return Result<void>();
  const auto port = parameters_and_secrets::port_of(started_from().function);
  CO_TRY(secrets, co_await Sandbox::listening_socket(sandbox, port.value_or(parameters_and_secrets::kDefaultPort)));
  parameters_and_secrets_ =
      parameters_and_secrets::Servers::serve_on(parts_.executor, parts_.function, std::move(secrets));
  co_return Result<void>();
}

// Whether it was prepared anew, as its files had been written to.
asio::awaitable<Result<bool>> ExecutionEnvironment::renew_function(bundle::Compare compare) {
  system::Workers worker(parts_.executor, 1);
  std::function<Result<RenewedFunction>()> work = [renewal = started_from().renewal, compare] {
    return renewal->run(compare);
  };
  auto renewed = co_await worker.run(std::move(work));
  if (!renewed) co_return std::move(renewed).error();
  for (const std::string& warning : renewed->warnings) platform_log_.notice("warning: " + warning);
  if (!renewed->function) co_return false;
  renewed_ = std::move(renewed->function);
  co_return true;
}

// Why there is no process, when that is no fault of the function's.
std::optional<Error> ExecutionEnvironment::machine_problem() const {
  if (ready_ || init_error_) return std::nullopt;
  if (!exit_) {
    if (!runtime_ && !external_.empty()) return std::nullopt;
    if (runtime_ && runtime_->pid() != 0) return std::nullopt;
    return Error{ErrorKind::System,
                 "start the runtime: the process that starts all others does not answer\n"
                 "it may have been stopped; run lambdalocal again"};
  }
  if (exit_->kind != system::ExitReport::Kind::NotStarted || !exit_->is_machine_s_fault()) return std::nullopt;
  return Error{ErrorKind::System, "start the runtime: " + exit_->text() +
                                      "\nthe machine lets no more processes be started: end some, or raise its limits "
                                      "(ulimit -u, the container's pids limit, memory)"};
}

// None, when there is nothing to start.
Result<void> ExecutionEnvironment::start_processes(const runtimes::Gate* gate) {
  if (started_from().command.problem) return {};
  begin_processes();
  return start_runtime_process(gate);
}

void ExecutionEnvironment::begin_processes() {
  ready_ = false;
  restore_ready_ = false;
  init_error_.reset();
  exit_.reset();
  extension_failure_.reset();
  memory_read_at_ = {};
  processor_time_read_ = {};
  std::vector<std::string> names;
  for (const auto& extension : started_from().extensions) names.push_back(extension.filename());
  extensions_->restart(names);
  using Keep = telemetry_api::Server::Keep;
  telemetry_->restart(names.empty() ? Keep::Nothing : Keep::WhatInitLogs);
  runtime_api_->restart();
}

Result<void> ExecutionEnvironment::start_runtime_process(const runtimes::Gate* gate) {
  if (closing_) return Error{ErrorKind::System, "the execution environment is being shut down"};
  system::ProcessOptions options;
  options.executable = started_from().command.executable;
  options.arguments = started_from().command.arguments;
  options.environment = environment_of_runtime(gate != nullptr);
  if (gate != nullptr) options.extra_fds.emplace_back(gate->runtimes_end(), runtimes::Gate::kFd);
  options.working_directory = started_from().layout.task_root;
  TRY(runtime, processes_.start(std::move(options), LogSource::Function, framed_log_of(parts_.function->function)));
  runtime_ = std::move(runtime);
  system::spawn(parts_.executor, watch_runtime(weak_from_this(), runtime_));
  out_of_memory_ = false;
  limits_watched_ = false;
  watch_limits();
  return {};
}

RuntimeEnvironment ExecutionEnvironment::runtime_environment() const {
  const PreparedFunction& prepared = started_from();
  RuntimeEnvironment environment;
  environment.task_root = prepared.layout.task_root;
  environment.runtime_directory = prepared.layout.runtime_directory;
  environment.opt = prepared.layout.opt;
  environment.runtime_api = runtime_api_->address();
  environment.log_group = stream_of_log_.group;
  environment.log_stream = stream_of_log_.name;
  environment.passed = prepared.passed_environment;
  environment.credentials = prepared.credentials;
  if (prepared.function.snap_start) environment.initialization_type = InitializationType::SnapStart;
  if (!support_of(prepared.function.runtime.family).is_custom) {
    environment.interpreter_directory = prepared.command.executable.parent_path();
  }
  return environment;
}

std::vector<std::string> ExecutionEnvironment::environment_of_runtime(bool held) const {
  const PreparedFunction& prepared = started_from();
  RuntimeEnvironment environment = runtime_environment();
  environment.family = prepared.command.environment;
  if (held) runtimes::Gate::announce(environment.family);
  environment.telemetry_log_fd = framed_log_of(prepared.function);
  return environment_strings(environment_variables(prepared.function, environment));
}

InvocationOutcome ExecutionEnvironment::init_failure(InitEnd end, const std::string& request_id) const {
  if (end == InitEnd::TimedOut) return timed_out(request_id);
  if (end == InitEnd::ExtensionFailed) {
    InvocationOutcome failure = extension_failure(request_id);
    failure.status = InvocationStatus::InitError;
    return failure;
  }
  InvocationOutcome outcome;
  if (end == InitEnd::Failed) {
    outcome.payload = init_error_->payload;
    outcome.content_type = init_error_->content_type;
    outcome.error_type = init_error_->error_type;
  } else if (end == InitEnd::Exited) {
    outcome = crash(request_id);
  } else {
    outcome.error_type = error_type::kInvalidEntrypoint;
    if (const auto& problem = started_from().command.problem) {
      outcome.error_type = problem->error_type;
      outcome.payload = platform_error(problem->error_type, request_id, problem->message);
    } else {
      outcome.payload = cannot_start(request_id);
    }
    outcome.content_type = "application/json";
  }
  outcome.status = InvocationStatus::InitError;
  return outcome;
}

// The kernel refused to start the process. Paths are told as they are on Lambda.
std::string ExecutionEnvironment::cannot_start(const std::string& request_id) const {
  std::string reason = std::generic_category().message(exit_->code);
  if (!reason.empty()) reason[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(reason[0])));
  if (exit_->step == system::StartStep::WorkingDirectory) {
    return invalid_working_directory_error(request_id, "/var/task", reason);
  }
  return cannot_execute_error(request_id, "/var/task/bootstrap", reason);
}

}  // namespace lambdalocal::environment

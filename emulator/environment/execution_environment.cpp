#include "emulator/environment/execution_environment.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cctype>
#include <csignal>
#include <system_error>
#include <utility>

#include "core/function/environment_variables.h"
#include "core/invocation/function_error.h"
#include "core/logs/lines.h"
#include "emulator/system/loopback.h"
#include "emulator/system/spawn.h"

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace lambdalocal::environment {
namespace {

// What a runtime that has reported its init error, or is gone, may still take to write its last lines and end by
// itself.
constexpr auto kLastWords = 300ms;
// How long the end of everything an environment started is waited for, once it has been killed.
constexpr auto kEnding = 2s;

// Where a runtime writes framed log records: the same pipe as its stdout and stderr, so that all stays in order.
constexpr int kTelemetryLogFd = 3;

// A custom runtime gets no such descriptor, as on AWS.
bool frames_its_log(const Function& function) { return function.runtime.family != RuntimeFamily::Provided; }

LogStream log_stream_of(const Parts& parts) {
  const Function& function = parts.function->function;
  return {function, function.logging.log_group.value_or("/aws/lambda/" + function.name), parts.log_stream_name};
}

std::chrono::steady_clock::time_point now() { return std::chrono::steady_clock::now(); }

std::chrono::microseconds between(std::chrono::steady_clock::time_point from,
                                  std::chrono::steady_clock::time_point to) {
  return std::chrono::duration_cast<std::chrono::microseconds>(to - from);
}

}  // namespace

// Of the environment, by a coroutine of its own; whoever waits for its end is told, also when an exception ends it.
class ExecutionEnvironment::InUse {
 public:
  explicit InUse(ExecutionEnvironment& environment) : environment_(environment) { environment_.in_use_ = true; }
  ~InUse() {
    environment_.in_use_ = false;
    environment_.answer_.reset();
    environment_.stream_.reset();
    environment_.left_.notify();
  }
  InUse(const InUse&) = delete;
  InUse& operator=(const InUse&) = delete;

 private:
  ExecutionEnvironment& environment_;
};

ExecutionEnvironment::ExecutionEnvironment(Parts parts)
    : parts_(std::move(parts)),
      timer_(parts_.executor),
      stream_of_log_(log_stream_of(parts_)),
      platform_log_(stream_of_log_, parts_.log),
      limits_timer_(parts_.executor) {}

// The process is killed first: it shall not see its connection end and complain of it.
ExecutionEnvironment::~ExecutionEnvironment() {
  if (process_) process_->kill();
  if (output_) output_->abandon();  // the log may be gone: whoever wants the last lines has shut it down
  if (runtime_api_) runtime_api_->close();
}

Result<std::shared_ptr<ExecutionEnvironment>> ExecutionEnvironment::create(Parts parts) {
  std::shared_ptr<ExecutionEnvironment> environment(new ExecutionEnvironment(std::move(parts)));
  TRY_VOID(system::require_loopback());
  const auto admission = [weak = std::weak_ptr(environment)](int socket) { return admits(weak, socket); };
  TRY(runtime_api, runtime_api::Server::listen(environment->parts_.executor, *environment, admission));
  environment->runtime_api_ = std::move(runtime_api);
  return environment;
}

asio::awaitable<Result<InvocationOutcome>> ExecutionEnvironment::invoke(Invocation invocation,
                                                                        std::shared_ptr<Caller> caller) {
  const auto self = shared_from_this();
  const InUse in_use(*this);
  Time started = now();
  watch_limits();
  Result<std::optional<InvocationOutcome>> failure = std::optional<InvocationOutcome>();
  if (!process_ || exit_) failure = co_await initialise(invocation, started);
  Result<InvocationOutcome> outcome = InvocationOutcome();
  if (!failure) {
    outcome = std::move(failure).error();
  } else if (*failure) {
    if (caller) caller->answered(**failure);
    outcome = std::move(**failure);
  } else {
    outcome = co_await run_invocation(invocation, started, caller);
  }
  co_return outcome;
}

asio::awaitable<void> ExecutionEnvironment::initialise_ahead() {
  const auto self = shared_from_this();
  const Time started = now();
  first_init_ = false;
  const InUse in_use(*this);
  platform_log_.init_start();
  const auto end = co_await run_init(started + parts_.init_limit);
  if (end && *end == InitEnd::Ready) {
    init_duration_ = between(started, now());
  } else {
    if (end) {
      platform_log_.init_report({between(started, now()), InitPhase::Init, report_status(init_failure(*end, ""))});
    }
    co_await end_process();
  }
}

// Brings a new runtime to its first `next`. The outcome when it cannot be brought there; `started` becomes the time the
// invocation's own duration begins.
asio::awaitable<Result<std::optional<InvocationOutcome>>> ExecutionEnvironment::initialise(const Invocation& invocation,
                                                                                           Time& started) {
  co_await end_process();
  if (std::exchange(first_init_, false)) {
    platform_log_.init_start();
    const auto end = co_await run_init(started + parts_.init_limit);
    if (!end) co_return end.error();
    const auto took = between(started, now());
    started = now();
    if (*end == InitEnd::Ready) {
      init_duration_ = took;
      co_return std::nullopt;
    }
    const InvocationOutcome failure = init_failure(*end, invocation.request_id);
    co_await end_process();
    platform_log_.init_report({took, InitPhase::Init, report_status(failure)});
  }
  const auto end = co_await run_init(started + parts_.function->function.timeout);
  if (!end) co_return end.error();
  if (*end == InitEnd::Ready) co_return std::nullopt;
  InvocationOutcome failure = init_failure(*end, invocation.request_id);
  failure.duration = *end == InitEnd::TimedOut ? parts_.function->function.timeout : between(started, now());
  co_await end_process();
  failure.max_memory_used_mb = max_memory_mb_;
  platform_log_.init_report({failure.duration, InitPhase::Invoke, report_status(failure)});
  platform_log_.start(invocation.request_id);
  platform_log_.end_and_report(invocation.request_id, failure);
  co_return failure;
}

asio::awaitable<Result<ExecutionEnvironment::InitEnd>> ExecutionEnvironment::run_init(Time deadline) {
  if (parts_.function->command.problem) co_return InitEnd::NotStarted;
  CO_TRY_VOID(start_process());
  while (!ready_ && !init_error_ && !exit_ && arm_timer(deadline)) co_await changed_.wait();
  if (const auto problem = machine_problem()) co_return *problem;
  if (!ready_ && !init_error_ && !exit_) co_return InitEnd::TimedOut;
  if (exit_ && exit_->kind == system::ExitReport::Kind::NotStarted) co_return InitEnd::NotStarted;
  if (exit_ && !init_error_) co_await last_requests();
  if (init_error_) {
    const Time last_words = now() + kLastWords;
    while (!exit_ && arm_timer(last_words)) co_await changed_.wait();
    co_return InitEnd::Failed;
  }
  co_return exit_ ? InitEnd::Exited : InitEnd::Ready;
}

// Why there is no process, when that is no fault of the function's.
std::optional<Error> ExecutionEnvironment::machine_problem() const {
  if (ready_ || init_error_) return std::nullopt;
  if (!exit_) {
    if (process_ && process_->pid() != 0) return std::nullopt;
    return Error{ErrorKind::System,
                 "start the runtime: the process that starts all others does not answer\n"
                 "it may have been stopped; run lambdalocal again"};
  }
  if (exit_->kind != system::ExitReport::Kind::NotStarted || !exit_->is_machine_s_fault()) return std::nullopt;
  return Error{ErrorKind::System, "start the runtime: " + exit_->text() +
                                      "\nthe machine lets no more processes be started: end some, or raise its limits "
                                      "(ulimit -u, the container's pids limit, memory)"};
}

Result<void> ExecutionEnvironment::start_process() {
  if (closing_) return Error{ErrorKind::System, "the execution environment is being shut down"};
  if (const auto& open_runtime = parts_.function->layout.open_runtime) {
    TRY(runtime, open_runtime());
    if (!runtime.warning.empty()) platform_log_.notice("warning: " + runtime.warning);
    runtime_in_use_ = std::move(runtime.in_use);
  }
  ready_ = false;
  init_error_.reset();
  exit_.reset();
  memory_read_at_ = {};
  processor_time_read_ = {};
  runtime_api_->restart();
  TRY(pipe, system::Pipe::create());
  system::ProcessOptions options;
  options.executable = parts_.function->command.executable;
  options.arguments = parts_.function->command.arguments;
  options.environment = environment_of_runtime();
  options.working_directory = parts_.function->layout.task_root;
  options.output_fd = pipe.write.get();
  if (frames_its_log(parts_.function->function)) options.extra_fds.emplace_back(pipe.write.get(), kTelemetryLogFd);
  TRY(process, system::Process::spawn(parts_.executor, parts_.warden, options));
  process_ = std::make_shared<system::Process>(std::move(process));
  output_ = OutputReader::start(parts_.executor, std::move(pipe.read), stream_of_log_, parts_.log);
  system::spawn(parts_.executor, watch_process(weak_from_this(), process_));
  out_of_memory_ = false;
  limits_watched_ = false;
  watch_limits();
  return {};
}

std::vector<std::string> ExecutionEnvironment::environment_of_runtime() const {
  const PreparedFunction& prepared = *parts_.function;
  RuntimeEnvironment environment;
  environment.task_root = prepared.layout.task_root;
  environment.runtime_directory = prepared.layout.runtime_directory;
  environment.opt = prepared.layout.opt;
  environment.runtime_api = runtime_api_->address();
  environment.log_group = stream_of_log_.group;
  environment.log_stream = stream_of_log_.name;
  environment.family = prepared.command.environment;
  environment.passed = prepared.passed_environment;
  environment.credentials = prepared.credentials;
  if (frames_its_log(prepared.function)) environment.telemetry_log_fd = kTelemetryLogFd;
  if (prepared.function.runtime.family != RuntimeFamily::Provided) {
    environment.interpreter_directory = prepared.command.executable.parent_path();
  }
  return environment_strings(environment_variables(prepared.function, environment));
}

asio::awaitable<void> ExecutionEnvironment::watch_process(std::weak_ptr<ExecutionEnvironment> weak,
                                                          std::shared_ptr<system::Process> process) {
  const system::ExitReport report = co_await process->exited();
  const auto self = weak.lock();
  if (!self || self->process_ != process) co_return;
  self->exit_ = report;
  self->note_memory(report.max_rss_kb / 1024);
  self->changed_.notify();
}

asio::awaitable<InvocationOutcome> ExecutionEnvironment::run_invocation(const Invocation& invocation, Time started,
                                                                        const std::shared_ptr<Caller>& caller) {
  const Function& function = parts_.function->function;
  ready_ = false;
  answer_.reset();
  answered_fatally_ = false;
  streamed_.clear();
  stream_ = caller && caller->streams() ? caller : nullptr;
  platform_log_.start(invocation.request_id);
  const Time deadline = started + function.timeout;
  runtime_api_->offer(invocation,
                      std::chrono::system_clock::now() +
                          std::chrono::duration_cast<std::chrono::system_clock::duration>(deadline - now()));

  while (!answer_ && !exit_ && arm_timer(deadline)) co_await changed_.wait();
  if (!answer_ && exit_) co_await last_requests();
  if (!answer_) answer_ = exit_ ? crash(invocation.request_id) : timed_out(invocation.request_id);
  stream_.reset();
  if (caller) caller->answered(*answer_);
  while (!ready_ && !exit_ && !answered_fatally_ && arm_timer(deadline)) co_await changed_.wait();
  InvocationOutcome outcome = std::move(*answer_);
  const bool in_time = ready_ || exit_ || answered_fatally_;
  outcome.duration = in_time ? between(started, ready_ ? ready_at_ : now()) : function.timeout;
  outcome.init_duration = std::exchange(init_duration_, std::nullopt);
  InvocationOutcome reported = as_reported(outcome);
  if (ready_ && process_) {  // none: the environment was shut down meanwhile
    output_->drain();
    read_memory(outcome.duration);
  } else {
    co_await end_process();
  }
  reported.max_memory_used_mb = outcome.max_memory_used_mb = max_memory_mb_;
  platform_log_.end_and_report(invocation.request_id, reported);
  co_return outcome;
}

// A runtime that answered and then ended, or hung, has failed as far as the report goes; the caller keeps the answer.
InvocationOutcome ExecutionEnvironment::as_reported(const InvocationOutcome& outcome) const {
  InvocationOutcome reported;
  reported.status = outcome.status;
  reported.error_type = outcome.error_type;
  reported.duration = outcome.duration;
  reported.init_duration = outcome.init_duration;
  const bool answered =
      outcome.status == InvocationStatus::Success || outcome.status == InvocationStatus::FunctionError;
  if (answered && !ready_) {
    reported.status = exit_ || answered_fatally_ ? InvocationStatus::Crash : InvocationStatus::Timeout;
    if (exit_) reported.error_type = error_type::kExit;
  }
  return reported;
}

// A process that has ended may have posted its answer just before: what it sent lies in our sockets until they say the
// end.
asio::awaitable<void> ExecutionEnvironment::last_requests() {
  const Time deadline = now() + kLastWords;
  while (!answer_ && !init_error_ && runtime_api_->connection_count() > 0 && now() < deadline) {
    asio::steady_timer turn(parts_.executor, 1ms);
    boost::system::error_code ignored;
    co_await turn.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

InvocationOutcome ExecutionEnvironment::crash(const std::string& request_id) const {
  InvocationOutcome outcome;
  outcome.status = InvocationStatus::Crash;
  outcome.error_type = error_type::kExit;
  const bool signaled = exit_->kind == system::ExitReport::Kind::Signaled;
  outcome.payload =
      exit_error(request_id, {signaled ? 0 : exit_->code, signaled ? std::optional(exit_->code) : std::nullopt});
  outcome.content_type = "application/json";
  return outcome;
}

InvocationOutcome ExecutionEnvironment::timed_out(const std::string& request_id) const {
  InvocationOutcome outcome;
  outcome.status = InvocationStatus::Timeout;
  outcome.error_type = error_type::kTimedOut;
  outcome.payload = timed_out_error(request_id, parts_.function->function.timeout);
  outcome.content_type = "application/json";
  return outcome;
}

InvocationOutcome ExecutionEnvironment::init_failure(InitEnd end, const std::string& request_id) const {
  if (end == InitEnd::TimedOut) return timed_out(request_id);
  InvocationOutcome outcome;
  if (end == InitEnd::Failed) {
    outcome.payload = init_error_->payload;
    outcome.content_type = init_error_->content_type;
    outcome.error_type = init_error_->error_type;
  } else if (end == InitEnd::Exited) {
    outcome = crash(request_id);
  } else {
    outcome.error_type = error_type::kInvalidEntrypoint;
    if (const auto& problem = parts_.function->command.problem) {
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

asio::awaitable<void> ExecutionEnvironment::end_process() {
  if (!process_) co_return;
  const auto process = std::exchange(process_, nullptr);
  if (!exit_) note_memory(process->peak_memory_mb());
  limits_timer_.cancel();
  process->kill();
  co_await process->gone(kEnding);
  if (output_) output_->close();
  output_.reset();
  exit_.reset();
}

std::chrono::nanoseconds ExecutionEnvironment::processor_time() const {
  return process_ ? process_->processor_time() : std::chrono::nanoseconds(0);
}

void ExecutionEnvironment::freeze() {
  if (process_) process_->signal_group(SIGSTOP);
}

void ExecutionEnvironment::thaw() {
  if (process_) process_->signal_group(SIGCONT);
}

void ExecutionEnvironment::kill() {
  if (process_) process_->kill();
}

asio::awaitable<void> ExecutionEnvironment::shut_down() {
  const auto self = shared_from_this();
  closing_ = true;
  kill();
  while (in_use_) co_await left_.wait();
  co_await end_process();
  runtime_api_->close();
}

// A process that has had less than a millisecond of the processors cannot have touched much memory: it is not worth the
// look every time. Its descendants may have.
void ExecutionEnvironment::read_memory(std::chrono::microseconds duration) {
  constexpr auto kLookAgain = 20ms, kLookAtDescendants = 100ms;
  const Time time = now();
  const auto since = time - memory_read_at_;
  if (max_memory_mb_ > 0 && duration < 1ms && since < kLookAgain) return;
  const auto used = process_->processor_time();
  if (max_memory_mb_ > 0 && used - processor_time_read_ < 1ms && since < kLookAtDescendants) return;
  memory_read_at_ = time;
  processor_time_read_ = used;
  note_memory(process_->peak_memory_mb());
}

// Has changed_ notified at `deadline`; false when that is over. A timer that is due earlier is left as it is: it wakes the
// waiter, who arms it anew. So a warm invocation costs no timer at all.
bool ExecutionEnvironment::arm_timer(Time deadline) {
  if (timer_expiry_ && *timer_expiry_ <= deadline) return true;
  if (now() >= deadline) return false;
  timer_expiry_ = deadline;
  timer_.expires_at(deadline);
  timer_.async_wait([weak = weak_from_this(), deadline](boost::system::error_code) {
    const auto self = weak.lock();
    if (!self || self->timer_expiry_ != deadline) return;
    self->timer_expiry_.reset();
    self->changed_.notify();
  });
  return true;
}

}  // namespace lambdalocal::environment

#include "emulator/environment/execution_environment.h"

#include <utility>
//
#include <fmt/format.h>

#include "core/extensions_api/contract.h"
#include "core/logs/lines.h"
#include "emulator/runtime_api/answers.h"
#include "emulator/system/loopback.h"
#include "emulator/system/spawn.h"

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace lambdalocal::environment {
namespace {

LogStream log_stream_of(const Parts& parts) {
  const Function& function = parts.function->function;
  return {function, function.logging.log_group.value_or("/aws/lambda/" + function.name), parts.log_stream_name};
}

// What is in /tmp is memory too, where that lies in it: so the kernel lets both be used up, and limits_watch.cpp looks at memory alone.
system::ProcessLimits limits_of(const Parts& parts) {
  constexpr std::uint64_t kMegabyte = 1024 * 1024;
  const Function& function = parts.function->function;
  std::string suffix;
  for (const std::uint8_t byte : parts.randomness.bytes<8>()) suffix += fmt::format("{:02x}", byte);
  const auto megabytes = static_cast<std::uint64_t>(function.memory_size_mb + function.ephemeral_storage_mb);
  return {system::control_group_name(suffix), megabytes * kMegabyte, limits::kProcesses};
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
      stream_of_log_(log_stream_of(parts_)),
      telemetry_(std::make_shared<telemetry_api::Server>(parts_.executor, stream_of_log_, parts_.log)),
      platform_log_(stream_of_log_, *telemetry_),
      processes_(parts_.executor, parts_.warden, limits_of(parts_), stream_of_log_, *telemetry_),
      timer_(parts_.executor),
      limits_timer_(parts_.executor) {}

// The processes are killed first: they shall not see their connections end and complain of it.
ExecutionEnvironment::~ExecutionEnvironment() {
  kill();
  if (runtime_api_) runtime_api_->close();
  if (extensions_) extensions_->close();
  telemetry_->close();
}

Result<std::shared_ptr<ExecutionEnvironment>> ExecutionEnvironment::create(Parts parts) {
  std::shared_ptr<ExecutionEnvironment> environment(new ExecutionEnvironment(std::move(parts)));
  TRY_VOID(system::require_loopback());
  const auto admission = [weak = std::weak_ptr(environment)](int socket) { return admits(weak, socket); };
  const auto& prepared = *environment->parts_.function;
  extensions_api::Observer& observer = *environment;
  const auto extensions =
      std::make_shared<extensions_api::Server>(prepared.function, environment->parts_.randomness, observer);
  environment->extensions_ = extensions;
  const auto others = [extensions, telemetry = environment->telemetry_,
                       enabled = prepared.extensions_enabled](system::HttpExchange& exchange) {
    using telemetry_api::Api;
    if (!enabled) return runtime_api::not_found(exchange);
    if (exchange.target().starts_with(extensions_api::kBasePath)) return extensions->serve(exchange);
    std::string_view path = exchange.target().substr(0, exchange.target().find('?'));
    if (path.ends_with('/')) path.remove_suffix(1);
    if (path == telemetry_api::kTelemetryPath) return telemetry->serve(exchange, Api::Telemetry, extensions);
    if (path == telemetry_api::kLogsPath) return telemetry->serve(exchange, Api::Logs, extensions);
    return runtime_api::not_found(exchange);
  };
  TRY(runtime_api, runtime_api::Server::listen(environment->parts_.executor, *environment, admission, others));
  if (prepared.function.snap_start) runtime_api->enable_restore();
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
  if (!runtime_ || has_failed()) failure = co_await initialise(invocation, started);
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
  begin_init();
  auto end = co_await run_init(InitPhase::Init, started + parts_.init_limit);
  if (end && *end == InitEnd::Ready) {
    init_duration_ = between(started, now());
    platform_log_.init_report({*init_duration_, InitPhase::Init, {"success", {}}, initialization_type()});
    end = co_await restore();
  }
  if (!end || *end != InitEnd::Ready) {
    if (end && !restore_ready_) {
      const InvocationOutcome failure = init_failure(*end, "");
      platform_log_.init_report({between(started, now()), InitPhase::Init, report_status(failure)});
    }
    co_await end_processes(ShutdownReason::Failure, shutdown_deadline());
  }
}

asio::awaitable<void> ExecutionEnvironment::watch_runtime(std::weak_ptr<ExecutionEnvironment> weak,
                                                          std::shared_ptr<system::Process> runtime) {
  const system::ExitReport report = co_await runtime->exited();
  const auto self = weak.lock();
  if (!self || self->runtime_ != runtime) co_return;
  self->exit_ = report;
  if (report.out_of_memory) self->note_out_of_memory();
  self->note_memory(report.max_rss_kb / 1024);
  self->changed_.notify();
}

std::chrono::nanoseconds ExecutionEnvironment::processor_time() const {
  return runtime_ ? runtime_->processor_time() : std::chrono::nanoseconds(0);
}

void ExecutionEnvironment::freeze() { processes_.freeze(); }

void ExecutionEnvironment::thaw() { processes_.thaw(); }

void ExecutionEnvironment::kill() { processes_.kill_all(); }

asio::awaitable<void> ExecutionEnvironment::shut_down(ShutdownReason reason, Time deadline) {
  const auto self = shared_from_this();
  if (reason == ShutdownReason::Spindown) closing_ = true;
  if (in_use_ || extensions_->empty()) closing_ ? processes_.kill_all() : processes_.kill();
  asio::steady_timer over(parts_.executor, deadline);
  over.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto environment = weak.lock();
    if (environment && !error) environment->left_.notify();
  });
  while (in_use_ && now() < deadline) co_await left_.wait();
  over.cancel();
  co_await end_processes(reason, deadline);
  if (!closing_) co_return;
  co_await processes_.end_all(deadline);
  runtime_api_->close();
  extensions_->close();
}

asio::awaitable<void> ExecutionEnvironment::end_processes(ShutdownReason reason, Time deadline) {
  if (!runtime_ && external_.empty()) co_return;
  if (!exit_) note_memory(processes_.peak_memory_mb());
  if (!extensions_->empty() && !telling_shutdown_) co_await tell_shutdown(reason, deadline);
  runtime_.reset();
  external_.clear();
  limits_timer_.cancel();
  co_await processes_.end(deadline);
  telemetry_->close();
  exit_.reset();
  extension_failure_.reset();
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

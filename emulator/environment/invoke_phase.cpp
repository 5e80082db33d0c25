// The invoke phase: hands the event to the runtime and to extensions, answers the caller, and sees all of them come back for
// the next one. The caller does not wait for extensions, the report does: its duration has their time, as on AWS.
#include <utility>
//
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "core/invocation/function_error.h"
#include "emulator/environment/execution_environment.h"

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace lambdalocal::environment {
namespace {

// What is waited for the answer of a runtime that is gone.
constexpr auto kLateAnswer = 300ms;

LogTime in_system_time(std::chrono::steady_clock::time_point time) {
  return std::chrono::system_clock::now() -
         std::chrono::duration_cast<LogTime::duration>(std::chrono::steady_clock::now() - time);
}

}  // namespace

asio::awaitable<InvocationOutcome> ExecutionEnvironment::run_invocation(const Invocation& invocation, Time started,
                                                                        const std::shared_ptr<Caller>& caller) {
  const Function& function = parts_.function->function;
  ready_ = false;
  answer_.reset();
  answered_fatally_ = false;
  streamed_.clear();
  response_began_at_.reset();
  produced_bytes_ = 0;
  stream_ = caller && caller->streams() ? caller : nullptr;
  platform::Measures measures;
  measures.trace_header = invocation.trace_header;
  if (invocation.tenant_id) measures.tenant_id = *invocation.tenant_id;
  platform_log_.start(invocation.request_id, measures);
  const Time deadline = started + function.timeout;
  const Time offered = now();
  const auto deadline_of_event = std::chrono::system_clock::now() +
                                 std::chrono::duration_cast<std::chrono::system_clock::duration>(deadline - offered);
  if (!extensions_->empty()) extensions_->offer_invoke(invocation, deadline_of_event);
  runtime_api_->offer(invocation, deadline_of_event);

  while (!answer_ && !has_failed() && arm_timer(deadline)) co_await changed_.wait();
  if (!answer_ && exit_) co_await last_requests();
  if (!answer_) {
    answer_ = exit_                ? crash(invocation.request_id)
              : extension_failure_ ? extension_failure(invocation.request_id)
                                   : timed_out(invocation.request_id);
  }
  stream_.reset();
  if (caller) caller->answered(*answer_);
  while (!ready_ && !has_failed() && !answered_fatally_ && arm_timer(deadline)) co_await changed_.wait();
  const bool has_extensions = !extensions_->empty();
  if (has_extensions) {
    tell_runtime_done(invocation.request_id, measures, offered);
    const Time runtime_done = now();
    while (!all_ready() && !has_failed() && !answered_fatally_ && arm_timer(deadline)) co_await changed_.wait();
    measures.extension_overhead = {in_system_time(runtime_done), between(runtime_done, now())};
  }
  InvocationOutcome outcome = std::move(*answer_);
  const bool is_complete = all_ready() && !extension_failure_;
  const bool in_time = is_complete || has_failed() || answered_fatally_;
  const bool ended_with_runtime = is_complete && !has_extensions;
  outcome.duration = in_time ? between(started, ended_with_runtime ? ready_at_ : now()) : function.timeout;
  outcome.restore_duration = std::exchange(restore_duration_, std::nullopt);
  outcome.init_duration = std::exchange(init_duration_, std::nullopt);
  if (outcome.restore_duration) outcome.init_duration.reset();  // it was long before
  InvocationOutcome reported = as_reported(outcome, is_complete);
  if (is_complete && runtime_) {  // none: the environment was shut down meanwhile
    processes_.drain_output();
    read_memory(outcome.duration);
  } else {
    co_await end_processes(in_time ? ShutdownReason::Failure : ShutdownReason::Timeout, shutdown_deadline());
  }
  reported.max_memory_used_mb = outcome.max_memory_used_mb = max_memory_mb_;
  if (!has_extensions) platform_log_.runtime_done(invocation.request_id, reported, measures);
  platform_log_.end_and_report(invocation.request_id, reported, measures);
  co_return outcome;
}

// Before the extensions come back: there are some that wait for it.
void ExecutionEnvironment::tell_runtime_done(const std::string& request_id, platform::Measures& measures,
                                             Time offered) {
  processes_.drain_output();
  measure(measures, offered);
  platform_log_.runtime_done(request_id, as_reported(*answer_, ready_), measures);
}

void ExecutionEnvironment::measure(platform::Measures& measures, Time offered) const {
  measures.runtime_duration = between(offered, ready_ ? ready_at_ : now());
  measures.produced_bytes = produced_bytes_;
  if (!ready_ || !response_began_at_) return;
  const Time began = *response_began_at_;
  measures.response_latency = {in_system_time(offered), between(offered, began)};
  measures.response_duration = {in_system_time(began), between(began, answered_at_)};
  measures.runtime_overhead = {in_system_time(answered_at_), between(answered_at_, ready_at_)};
}

// A runtime that answered and then ended, or hung, or an extension that did, has failed as far as the report goes; the caller
// keeps the answer.
InvocationOutcome ExecutionEnvironment::as_reported(const InvocationOutcome& outcome, bool is_complete) const {
  InvocationOutcome reported;
  reported.status = outcome.status;
  reported.error_type = outcome.error_type;
  reported.duration = outcome.duration;
  reported.init_duration = outcome.init_duration;
  reported.restore_duration = outcome.restore_duration;
  const bool answered =
      outcome.status == InvocationStatus::Success || outcome.status == InvocationStatus::FunctionError;
  if (answered && !is_complete) {
    reported.status = has_failed() || answered_fatally_ ? InvocationStatus::Crash : InvocationStatus::Timeout;
    if (exit_) reported.error_type = exit_type();
    if (extension_failure_) reported.error_type = extension_failure_->error_type;
  }
  return reported;
}

// A process that has ended may have posted its answer just before: what it sent lies in our sockets until they say the
// end. An external extension has a connection too, in which it waits for its next event.
asio::awaitable<void> ExecutionEnvironment::last_requests() {
  const Time deadline = now() + kLateAnswer;
  while (!answer_ && !init_error_ && runtime_api_->connection_count() > external_.size() && now() < deadline) {
    asio::steady_timer turn(parts_.executor, 1ms);
    boost::system::error_code ignored;
    co_await turn.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

InvocationOutcome ExecutionEnvironment::crash(const std::string& request_id) const {
  InvocationOutcome outcome;
  outcome.status = InvocationStatus::Crash;
  outcome.error_type = exit_type();
  const bool signaled = exit_->kind == system::ExitReport::Kind::Signaled;
  outcome.payload =
      exit_error(request_id, {signaled ? 0 : exit_->code, signaled ? std::optional(exit_->code) : std::nullopt},
                 outcome.error_type);
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

// A process that has had less than a millisecond of the processors cannot have touched much memory: it is not worth the
// look every time. Its descendants may have.
void ExecutionEnvironment::read_memory(std::chrono::microseconds duration) {
  constexpr auto kLookAgain = 20ms, kLookAtDescendants = 100ms;
  const Time time = now();
  const auto since = time - memory_read_at_;
  if (max_memory_mb_ > 0 && duration < 1ms && since < kLookAgain) return;
  const auto used = runtime_->processor_time();
  if (max_memory_mb_ > 0 && used - processor_time_read_ < 1ms && since < kLookAtDescendants) return;
  memory_read_at_ = time;
  processor_time_read_ = used;
  note_memory(processes_.peak_memory_mb());
}

}  // namespace lambdalocal::environment

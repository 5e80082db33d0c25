// How an invocation ended, for whoever asked for it: the function's answer or its error, a throttle, or an error of ours.
// Source: docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/result.h"

namespace lambdalocal {

// How the function ended. `FunctionError` covers all that Invoke reports with X-Amz-Function-Error: Unhandled.
enum class InvocationStatus {
  Success,
  FunctionError,  // the runtime posted an error, or the response was too large: the environment stays warm
  InitError,      // init failed, also when it was run again inside the invocation
  Timeout,        // Sandbox.Timedout
  Crash,          // the runtime exited
};

struct InvocationOutcome {
  InvocationStatus status = InvocationStatus::Success;
  std::string payload;       // as the function returned it, or the error JSON
  std::string content_type;  // as the runtime posted it
  std::string error_type;    // for REPORT and telemetry: Runtime.ExitError, Sandbox.Timedout...; empty on success
  // What REPORT says. Billed duration is duration + init, rounded up to whole milliseconds.
  std::chrono::microseconds duration{0};
  std::optional<std::chrono::microseconds> init_duration;     // the first invocation of an environment only
  std::optional<std::chrono::microseconds> restore_duration;  // the same, with SnapStart
  std::int64_t max_memory_used_mb = 0;
  std::string log_tail;  // the last 4 KB of its log, in full once the invocation is over
};

// Why a 429; the values of TooManyRequestsException's Reason.
enum class ThrottleReason {
  ConcurrentInvocationLimitExceeded,
  FunctionInvocationRateLimitExceeded,
  ReservedFunctionConcurrentInvocationLimitExceeded,
  ReservedFunctionInvocationRateLimitExceeded,
  CallerRateLimitExceeded,
};
std::string_view name_of(ThrottleReason reason);

// It was not begun: there was no environment to be had.
struct Throttled {
  ThrottleReason reason;
};

// An Error is a fault of ours or the machine's: the function did not run, or nobody knows how it ended.
using InvocationResult = std::variant<InvocationOutcome, Throttled, Error>;

// The outcome, if it ended so; else null.
inline const InvocationOutcome* outcome_of(const InvocationResult& result) {
  return std::get_if<InvocationOutcome>(&result);
}

}  // namespace lambdalocal

// One invocation: what the caller asks for and how it ended.
// Source: docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace lambdalocal {

// What is handed to the runtime with the event. The event's bytes are never changed on the way.
struct Invocation {
  std::string request_id;     // UUID v4; the same over the retries of an asynchronous invocation
  std::string invocation_id;  // UUID v4; unique per attempt (Lambda-Runtime-Invocation-Id)
  std::shared_ptr<const std::string> event;
  std::string function_arn;                     // carries the qualifier the caller used
  std::string trace_header;                     // Root=...;Parent=...;Sampled=0
  std::optional<std::string> client_context;    // decoded JSON text
  std::optional<std::string> cognito_identity;  // JSON text
  std::optional<std::string> tenant_id;
};

// How it ended. `FunctionError` covers all that Invoke reports with X-Amz-Function-Error: Unhandled.
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
  std::optional<std::chrono::microseconds> init_duration;  // the first invocation of an environment only
  std::int64_t max_memory_used_mb = 0;
};

}  // namespace lambdalocal

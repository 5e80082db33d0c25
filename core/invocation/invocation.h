// One invocation as the runtime is given it; result.h has how it ended.
// Source: docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
#pragma once

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

}  // namespace lambdalocal

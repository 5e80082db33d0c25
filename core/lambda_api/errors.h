// The exceptions of the Lambda API as they leave on the wire: status, x-amzn-ErrorType, and a JSON body in which each
// exception spells Message or message as its model does. Texts as recorded on AWS at the end of 2025.
// Source: docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/invocation/result.h"

namespace lambdalocal::lambda_api {

constexpr std::string_view kErrorTypeHeader = "x-amzn-ErrorType";

struct ApiError {
  int status = 500;
  std::string type;     // of x-amzn-ErrorType: ResourceNotFoundException...
  std::string message;  // for logs; it stands in the body
  std::string body;     // application/json
  std::optional<int> retry_after_seconds = {};
};

// 404. `arn` with the qualifier that was asked for; Invoke without one says :$LATEST.
ApiError function_not_found(std::string_view arn);
// 404 for an ARN of a region that is not the one called.
ApiError other_region(std::string_view region_of_arn, std::string_view region);
ApiError resource_not_found(std::string_view message);

// 400
ApiError invalid_parameter_value(std::string_view message);
ApiError derived_qualifier_mismatch();
// The function has tenant isolation, and the invocation names no tenant.
ApiError tenant_missing();
ApiError invalid_request_content(std::string_view message);
ApiError invalid_client_context();
// "N validation error(s) detected: ...; ..."; not empty.
ApiError validation_error(const std::vector<std::string>& violations);

// 403, 409
ApiError access_denied(std::string_view message);
ApiError resource_conflict(std::string_view message);
ApiError not_invocable_in_state(std::string_view state);

// 413: the body of a request of `operation` is over `limit` bytes.
ApiError request_too_large(std::size_t limit, std::string_view operation);
// 413 for an event of an asynchronous invocation.
ApiError event_too_large(std::size_t size, std::size_t limit);

// 429, "Rate Exceeded."
ApiError too_many_requests(ThrottleReason reason);

// 500
ApiError service_exception(std::string_view message);
ApiError service_unavailable();  // the service is about to end

// 501, ours: an operation of the Lambda API that is not emulated.
ApiError not_implemented(std::string_view operation);
// 404 as AWS's front door has it for a path of no operation.
ApiError unknown_operation();

// Violations of a model's constraints, for validation_error(); `path` is the member's name, functionName.
std::string must_be_at_most(std::string_view value, std::string_view path, std::size_t length);
std::string must_be_at_least(std::string_view value, std::string_view path, std::size_t length);
std::string must_match(std::string_view value, std::string_view path, std::string_view pattern);
std::string must_be_one_of(std::string_view value, std::string_view path, const std::vector<std::string_view>& values);

}  // namespace lambdalocal::lambda_api

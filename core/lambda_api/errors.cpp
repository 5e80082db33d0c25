#include "core/lambda_api/errors.h"

#include <fmt/format.h>

#include <cassert>

#include "core/json/text.h"

namespace lambdalocal::lambda_api {
namespace {

constexpr std::string_view kUser = "User", kService = "Service";

void append_member(std::string& json, std::string_view name, std::string_view value) {
  json += json.empty() ? '{' : ',';
  append_json_string(json, name);
  json += ':';
  append_json_string(json, value);
}

// `member` is Message or message: the exceptions differ. ValidationException and those of the front door carry no Type.
ApiError error(int status, std::string_view type, std::string_view member, std::string_view message,
               std::string_view fault = kUser) {
  ApiError made{status, std::string(type), std::string(message), ""};
  if (!fault.empty()) append_member(made.body, "Type", fault);
  append_member(made.body, member, message);
  made.body += '}';
  return made;
}

std::string violation(std::string_view value, std::string_view path, std::string_view rule) {
  return fmt::format("Value '{}' at '{}' failed to satisfy constraint: {}", value, path, rule);
}

}  // namespace

ApiError function_not_found(std::string_view arn) {
  return resource_not_found(fmt::format("Function not found: {}", arn));
}

ApiError other_region(std::string_view region_of_arn, std::string_view region) {
  return resource_not_found(
      fmt::format("Functions from '{}' are not reachable in this region ('{}')", region_of_arn, region));
}

ApiError resource_not_found(std::string_view message) {
  return error(404, "ResourceNotFoundException", "Message", message);
}

ApiError invalid_parameter_value(std::string_view message) {
  return error(400, "InvalidParameterValueException", "message", message);
}

ApiError derived_qualifier_mismatch() {
  return invalid_parameter_value(
      "The derived qualifier from the function name does not match the specified qualifier.");
}

ApiError tenant_missing() {
  return invalid_parameter_value(
      "The invoked function is enabled with tenancy configuration. Add a valid tenant ID in your request and try "
      "again.");
}

ApiError invalid_request_content(std::string_view message) {
  return error(400, "InvalidRequestContentException", "message", message);
}

ApiError invalid_client_context() {
  return invalid_request_content("Client context must be a valid Base64-encoded JSON object.");
}

ApiError validation_error(const std::vector<std::string>& violations) {
  assert(!violations.empty());
  return error(400, "ValidationException", "message",
               fmt::format("{} validation error{} detected: {}", violations.size(), violations.size() == 1 ? "" : "s",
                           fmt::join(violations, "; ")),
               "");
}

ApiError access_denied(std::string_view message) { return error(403, "AccessDeniedException", "Message", message, ""); }

ApiError resource_conflict(std::string_view message) {
  return error(409, "ResourceConflictException", "message", message);
}

ApiError not_invocable_in_state(std::string_view state) {
  return resource_conflict(fmt::format(
      "The operation cannot be performed at this time. The function is currently in the following state: {}", state));
}

ApiError request_too_large(std::size_t limit, std::string_view operation) {
  return error(413, "RequestEntityTooLargeException", "Message",
               fmt::format("Request must be smaller than {} bytes for the {} operation", limit, operation), "");
}

ApiError event_too_large(std::size_t size, std::size_t limit) {
  return error(413, "RequestTooLargeException", "message",
               fmt::format("{} byte payload is too large for the Event invocation type (limit {} bytes)", size, limit));
}

ApiError too_many_requests(ThrottleReason reason) {
  ApiError made{429, "TooManyRequestsException", "Rate Exceeded.", ""};
  append_member(made.body, "Reason", name_of(reason));
  append_member(made.body, "Type", kUser);
  append_member(made.body, "message", made.message);
  made.body += '}';
  made.retry_after_seconds = 1;
  return made;
}

ApiError service_exception(std::string_view message) {
  return error(500, "ServiceException", "Message", message, kService);
}

ApiError service_unavailable() {
  return error(503, "ServiceUnavailableException", "Message", "Service Unavailable", kService);
}

ApiError not_implemented(std::string_view operation) {
  return error(501, "NotImplemented", "Message",
               fmt::format("lambdalocal does not emulate the operation {} of the Lambda API", operation), kService);
}

ApiError unknown_operation() { return error(404, "UnknownOperationException", "Message", "", ""); }

std::string must_be_at_most(std::string_view value, std::string_view path, std::size_t length) {
  return violation(value, path, fmt::format("Member must have length less than or equal to {}", length));
}

std::string must_be_at_least(std::string_view value, std::string_view path, std::size_t length) {
  return violation(value, path, fmt::format("Member must have length greater than or equal to {}", length));
}

std::string must_match(std::string_view value, std::string_view path, std::string_view pattern) {
  return violation(value, path, fmt::format("Member must satisfy regular expression pattern: {}", pattern));
}

std::string must_be_one_of(std::string_view value, std::string_view path, const std::vector<std::string_view>& values) {
  return violation(value, path, fmt::format("Member must satisfy enum value set: [{}]", fmt::join(values, ", ")));
}

}  // namespace lambdalocal::lambda_api

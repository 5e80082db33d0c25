#include "emulator/gateway/answer.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/gateway/proxy_response.h"
#include "core/invocation/function_error.h"

namespace lambdalocal::gateway {
namespace {

constexpr std::size_t kMessageInLog = 300;

// One line of it: the log has the rest.
std::string one_line(std::string_view text) {
  return std::string(text.substr(0, std::min(text.find_first_of("\r\n"), kMessageInLog)));
}

Converted convert(const InvocationOutcome& outcome, const FrontEndConfiguration& front_end,
                  const RouteConfiguration& route, const HttpRequest& request) {
  switch (front_end.kind) {
    case FrontEnd::HttpApi:
      return route.payload_format == PayloadFormat::Version_1_0 ? http_api_response_1_0(outcome.payload)
                                                                : http_api_response_2_0(outcome.payload);
    case FrontEnd::RestApi: return rest_api_response(outcome.payload, front_end.api, request);
    case FrontEnd::FunctionUrl: return function_url_response(outcome.payload);
    case FrontEnd::Alb: return alb_response(outcome.payload, alb_of(front_end, route).multi_value_headers);
  }
  return {};
}

}  // namespace

std::string describe_function_error(std::string_view function, const InvocationOutcome& outcome) {
  const ReportedError error = reported_error(outcome.payload);
  const std::string type = error.type.empty() ? outcome.error_type : error.type;
  const std::string message = one_line(error.message);
  return fmt::format("function {} failed: {}{}{}", function, type, type.empty() || message.empty() ? "" : ": ",
                     message);
}

Converted failure_of(const Call& call, FrontEnd kind, std::string_view function) {
  if (call.outcome()) {
    return {failure_response(kind, Failure::FunctionError), describe_function_error(function, *call.outcome())};
  }
  if (call.throttled()) {
    return {failure_response(kind, Failure::Throttled),
            fmt::format("function {} is throttled: {}", function, name_of(call.throttled()->reason))};
  }
  if (call.error()) {
    return {failure_response(kind, Failure::InvokeRefused),
            fmt::format("function {} cannot be invoked: {}", function, call.error()->message)};
  }
  return {failure_response(kind, Failure::Timeout),
          fmt::format("function {} has not answered in time; its invocation goes on", function)};
}

Converted answer_of(const Call& call, const FrontEndConfiguration& front_end, const RouteConfiguration& route,
                    const HttpRequest& request) {
  const bool succeeded = call.outcome() && call.outcome()->status == InvocationStatus::Success;
  if (!succeeded) return failure_of(call, front_end.kind, route.route.function);
  Converted converted = convert(*call.outcome(), front_end, route, request);
  if (!converted.fault.empty()) {
    converted.fault = fmt::format("function {}: {}", route.route.function, converted.fault);
  }
  return converted;
}

}  // namespace lambdalocal::gateway

#include "core/extensions_api/events.h"

#include "core/json/text.h"

namespace lambdalocal::extensions_api {
namespace {

std::string begin(std::string_view type, EventTime deadline) {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(deadline.time_since_epoch());
  std::string event = "{\"eventType\":\"";
  event.append(type).append("\",\"deadlineMs\":").append(std::to_string(milliseconds.count()));
  return event;
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
  out.append("\"").append(name).append("\":");
  append_json_string(out, value);
}

}  // namespace

std::string_view name_of(ShutdownReason reason) {
  switch (reason) {
    case ShutdownReason::Spindown: return "spindown";
    case ShutdownReason::Timeout: return "timeout";
    case ShutdownReason::Failure: return "failure";
  }
  return "";
}

std::string invoke_event(const Invocation& invocation, EventTime deadline) {
  std::string event = begin("INVOKE", deadline) + ",";
  append_member(event, "requestId", invocation.request_id);
  append_member(event += ',', "invokedFunctionArn", invocation.function_arn);
  if (!invocation.trace_header.empty()) {
    event += ",\"tracing\":{\"type\":\"X-Amzn-Trace-Id\",";
    append_member(event, "value", invocation.trace_header);
    event += '}';
  }
  return event += '}';
}

std::string shutdown_event(ShutdownReason reason, EventTime deadline) {
  std::string event = begin("SHUTDOWN", deadline) + ",";
  append_member(event, "shutdownReason", name_of(reason));
  return event += '}';
}

std::string registered_answer(const Function& function, AccountId account_id) {
  std::string answer = "{";
  append_member(answer, "functionName", function.name);
  append_member(answer += ',', "functionVersion", function.version);
  append_member(answer += ',', "handler", function.handler);
  if (account_id == AccountId::Told) append_member(answer += ',', "accountId", function.account_id);
  return answer += '}';
}

}  // namespace lambdalocal::extensions_api

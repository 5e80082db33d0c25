// Invoke, InvokeWithResponseStream and InvokeAsync.
// Sources: docs.aws.amazon.com/lambda/latest/api/API_Invoke.html,
// docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html
#include <fmt/format.h>

#include <algorithm>

#include "core/function/limits.h"
#include "core/invocation/client_context.h"
#include "core/invocation/event.h"
#include "core/invocation/identifiers.h"
#include "core/invocation/parameters.h"
#include "core/lambda_api/event_stream.h"
#include "core/text/base64.h"
#include "emulator/invocation/call.h"
#include "emulator/lambda_api/server.h"

namespace asio = boost::asio;
using lambdalocal::system::HttpExchange;

namespace lambdalocal::lambda_api {
namespace {

// The log is binary-safe only as base64.
std::string log_result_line(const std::string& tail) { return "X-Amz-Log-Result: " + base64_encode(tail) + "\r\n"; }

std::string invocation_lines(std::string_view executed_version, const std::optional<std::string>& trace) {
  std::string lines = "X-Amz-Executed-Version: ";
  lines += executed_version;
  lines += "\r\n";
  if (trace) lines += "X-Amzn-Trace-Id: " + *trace + "\r\n";
  return lines;
}

ApiError refusal_of(const Call& call) {
  if (call.error()) return service_exception(call.error()->message);
  return too_many_requests(call.throttled()->reason);
}

// What InvokeComplete says of a failure.
InvokeComplete completion(const InvocationOutcome& outcome) {
  InvokeComplete complete;
  if (outcome.status == InvocationStatus::Success) return complete;
  const bool platforms = outcome.error_type.starts_with("Function.") || outcome.error_type.starts_with("Sandbox.") ||
                         outcome.error_type.starts_with("Runtime.");
  // What a runtime posts under a name of its own, an exception's, is Unknown to the platform, and Unhandled to the caller.
  const bool named = platforms && !outcome.error_type.ends_with(".Unknown");
  complete.error_code = named ? outcome.error_type : "Unhandled";
  complete.error_details = outcome.payload;
  return complete;
}

}  // namespace

asio::awaitable<void> Server::invoke(Request request) {
  auto input = co_await read_invocation(request, "InvokeFunction");
  if (!input) co_return;
  HttpExchange& exchange = request.exchange;
  if (input->dry_run) co_return exchange.respond(204, "x-amzn-RequestId: " + request.id + "\r\n", "");
  if (input->asynchronous) co_return accept_event(request, *std::move(input), "");
  const bool log_tail = input->log_tail;
  const auto trace = input->request.trace_header;
  const std::string version = input->target.function->configuration().version;
  const auto event = input->request.event;
  const auto call = invoker_.start(input->target.function, std::move(input->request), Call::Mode::Buffered);
  co_await call->until_answered();
  if (log_tail) co_await call->until_logged();
  if (!call->outcome()) co_return refuse(exchange, request.id, refusal_of(*call));
  if (options_.traffic != nullptr) options_.traffic->invoked(input->target.function->name(), *event, *call->outcome());
  std::string lines = invocation_lines(version, trace);
  if (call->outcome()->status != InvocationStatus::Success) lines += "X-Amz-Function-Error: Unhandled\r\n";
  if (log_tail) lines += log_result_line(call->log_tail());
  respond(exchange, request.id, 200, lines, call->outcome()->payload);
  exchange.flush_now();
}

asio::awaitable<void> Server::invoke_with_response_stream(Request request) {
  auto input = co_await read_invocation(request, "InvokeWithResponseStream");
  if (!input) co_return;
  HttpExchange& exchange = request.exchange;
  if (input->dry_run) co_return exchange.respond(204, "x-amzn-RequestId: " + request.id + "\r\n", "");
  const bool log_tail = input->log_tail;
  const auto trace = input->request.trace_header;
  const std::string version = input->target.function->configuration().version;
  const auto call = invoker_.start(input->target.function, std::move(input->request), Call::Mode::Streamed);
  co_await call->until_answered();
  if (call->throttled() || call->error()) co_return refuse(exchange, request.id, refusal_of(*call));
  exchange.begin(200, fmt::format("Content-Type: {}\r\nx-amzn-RequestId: {}\r\n{}", kEventStreamContentType, request.id,
                                  invocation_lines(version, trace)));
  std::string frames;
  for (;;) {
    co_await call->until_more();
    const std::string bytes = call->take();
    if (bytes.empty()) break;
    frames.clear();
    append_payload_chunk(frames, bytes);
    const bool sent = co_await exchange.write(frames);
    if (sent) continue;
    call->abandon();
    co_return;
  }
  if (log_tail) co_await call->until_logged();
  frames.clear();
  InvokeComplete complete;
  if (const auto& outcome = call->outcome()) {
    if (outcome->status == InvocationStatus::Success) append_payload_chunk(frames, outcome->payload);
    complete = completion(*outcome);
  } else {
    complete.error_code = "ServiceException";
    complete.error_details = call->error() ? call->error()->message : "";
  }
  if (log_tail) complete.log_result = base64_encode(call->log_tail());
  append_invoke_complete(frames, complete);
  co_await exchange.write(frames);
  co_await exchange.end();
}

asio::awaitable<void> Server::invoke_async(Request request) {
  auto input = co_await read_invocation(request, "InvokeAsync");
  if (input) accept_event(request, *std::move(input), R"({"Status":202})");
}

void Server::accept_event(const Request& request, InvokeInput input, std::string_view answer) {
  switch (events_.accept(std::move(input.target.function), std::move(input.request))) {
    case EventQueue::Acceptance::Accepted: return respond(request.exchange, request.id, 202, "", answer);
    case EventQueue::Acceptance::Full:
      return refuse(request.exchange, request.id,
                    too_many_requests(ThrottleReason::FunctionInvocationRateLimitExceeded));
    case EventQueue::Acceptance::Ending: return refuse(request.exchange, request.id, service_unavailable());
  }
}

// Reads and checks what is to be invoked; none when the request has been refused.
asio::awaitable<std::optional<Server::InvokeInput>> Server::read_invocation(const Request& request,
                                                                            std::string_view operation) {
  std::string body;
  const auto end = co_await request.exchange.read_body(body, limits::kRequestBytes);
  if (end == HttpExchange::BodyEnd::Truncated) {
    request.exchange.close_after();
    refuse(request.exchange, request.id, invalid_request_content("The request body is incomplete."));
    co_return std::nullopt;
  }
  if (end == HttpExchange::BodyEnd::TooLarge) {
    refuse(request.exchange, request.id, request_too_large(limits::kRequestBytes, operation));
    co_return std::nullopt;
  }
  auto checked = check_invocation(request, std::move(body));
  if (const auto* error = std::get_if<ApiError>(&checked)) {
    refuse(request.exchange, request.id, *error);
    co_return std::nullopt;
  }
  co_return std::move(std::get<InvokeInput>(checked));
}

std::variant<Server::InvokeInput, ApiError> Server::check_invocation(const Request& request, std::string body) const {
  const HttpExchange& exchange = request.exchange;
  const bool old_style = request.operation.operation == Operation::InvokeAsync;
  const std::string_view type =
      old_style ? "Event" : exchange.header("X-Amz-Invocation-Type").value_or("RequestResponse");
  const std::string_view log_type = exchange.header("X-Amz-Log-Type").value_or("None");
  const bool streamed = request.operation.operation == Operation::InvokeWithResponseStream;
  auto found = find_target(request);
  if (auto* error = std::get_if<ApiError>(&found); error && error->status == 400) return std::move(*error);
  std::vector<std::string> violations;
  const std::vector<std::string_view> types = streamed
                                                  ? std::vector<std::string_view>{"RequestResponse", "DryRun"}
                                                  : std::vector<std::string_view>{"Event", "RequestResponse", "DryRun"};
  if (std::find(types.begin(), types.end(), type) == types.end()) {
    violations.push_back(must_be_one_of(type, "invocationType", types));
  }
  if (log_type != "None" && log_type != "Tail")
    violations.push_back(must_be_one_of(log_type, "logType", {"None", "Tail"}));
  if (!violations.empty()) return validation_error(violations);
  if (auto* error = std::get_if<ApiError>(&found)) return std::move(*error);

  InvokeInput input;
  input.target = std::move(std::get<Target>(found));
  input.dry_run = type == "DryRun";
  input.asynchronous = type == "Event";
  input.log_tail = log_type == "Tail" && !input.asynchronous;
  if (input.asynchronous && body.size() > limits::kAsynchronousEventBytes) {
    return event_too_large(body.size(), limits::kAsynchronousEventBytes);
  }
  const std::string_view bytes = event_bytes(body);
  if (const auto fault = find_json_fault(bytes)) {
    return invalid_request_content(invalid_request_content_message(*fault, bytes));
  }
  input.request.event = bytes.data() == body.data() && bytes.size() == body.size()
                            ? std::make_shared<const std::string>(std::move(body))
                            : std::make_shared<const std::string>(bytes);
  if (const auto context = exchange.header("X-Amz-Client-Context"); context && !input.asynchronous) {
    const auto decoded = base64_decode(*context);
    auto json = client_context_json(*context);
    if (!decoded || !json) return invalid_client_context();
    input.request.client_context = std::move(*json);
  }
  if (const auto tenant = exchange.header("X-Amz-Tenant-Id")) {
    if (!check_tenant_id(*tenant)) {
      return validation_error({must_match(*tenant, "tenantId", R"([a-zA-Z0-9\._:\/=+\-@ ]+)")});
    }
    input.request.tenant_id = std::string(*tenant);
  } else if (input.target.function->configuration().tenant_isolation) {
    return tenant_missing();
  }
  if (const auto trace = exchange.header("X-Amzn-Trace-Id"); trace && check_trace_header(*trace)) {
    input.request.trace_header = std::string(*trace);
  } else {
    input.request.trace_header = trace_header(registry_.randomness().bytes<20>(), std::chrono::system_clock::now());
  }
  input.request.request_id = request.id;
  input.request.qualifier = input.target.reference.qualifier;
  return input;
}

}  // namespace lambdalocal::lambda_api

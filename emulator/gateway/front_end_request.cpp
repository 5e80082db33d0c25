// How a request goes through a front end: run() is the way, step by step; each step either goes on or has answered. A
// function that is to stream is waited for until its first byte, or its whole prelude, is there (begin_stream); then piece
// after piece is taken from it as the client takes them (stream). The log gets one line for each answer that is not the
// function's own.
#include "emulator/gateway/front_end_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/function/limits.h"
#include "core/gateway/events/alb_event.h"
#include "core/gateway/events/function_url_event.h"
#include "core/gateway/events/http_api_event.h"
#include "core/gateway/events/rest_api_event.h"
#include "core/gateway/stream_prelude.h"
#include "core/http/text.h"
#include "core/text/printable.h"
#include "emulator/gateway/answer.h"
#include "emulator/gateway/authorizers/authorizers.h"
#include "emulator/gateway/http_forwarding.h"
#include "emulator/gateway/integration_timeout.h"

namespace asio = boost::asio;

namespace lambdalocal::gateway {
namespace {

constexpr std::size_t kPathInLog = 200;
constexpr std::size_t kMostRecorded = 2 * 1024 * 1024;  // of a streamed body: more than anybody keeps

std::string event_of(const FrontEndConfiguration& front_end, const Routing::Found& found, const HttpRequest& request,
                     const std::string& authorizer, const ApiKey* api_key) {
  switch (front_end.kind) {
    case FrontEnd::HttpApi:
      return found.route->payload_format == PayloadFormat::Version_1_0
                 ? http_api_event_1_0(request, front_end.api, found.match, authorizer)
                 : http_api_event_2_0(request, front_end.api, found.match, authorizer);
    case FrontEnd::RestApi: return rest_api_event(request, front_end.api, found.match, authorizer, api_key);
    case FrontEnd::FunctionUrl: return function_url_event(request, front_end.api);
    case FrontEnd::Alb: return alb_event(request, alb_of(front_end, *found.route));
  }
  return "";
}

// An event too long for Lambda: a Function URL and an ALB say so, API Gateway has an error of its own.
std::optional<Failure> refuse_event(FrontEnd kind, std::size_t bytes) {
  const std::size_t limit = kind == FrontEnd::Alb ? max_body_bytes(kind) : limits::kRequestBytes;
  if (bytes <= limit) return std::nullopt;
  const bool is_api = kind == FrontEnd::HttpApi || kind == FrontEnd::RestApi;
  return is_api ? Failure::InvokeRefused : Failure::RequestTooLarge;
}

// A client that asks before it sends too much is refused before it does.
bool announces_too_much(const system::HttpExchange& exchange, FrontEnd kind) {
  const auto length = exchange.header("Content-Length");
  if (!length || !exchange.header("Expect")) return false;
  std::size_t bytes = 0;
  const auto [end, fault] = std::from_chars(length->data(), length->data() + length->size(), bytes);
  return fault == std::errc::result_out_of_range || bytes > max_body_bytes(kind);
}

bool succeeded(const Call& call) { return call.outcome() && call.outcome()->status == InvocationStatus::Success; }

// A stream with status and headers in front. REST APIs take no other.
bool has_prelude(FrontEnd kind, const Call& call) {
  return kind == FrontEnd::RestApi || call.content_type().starts_with(kIntegrationResponse);
}

// The front end's refusal of a stream that is not as it must be.
Converted refused(FrontEnd kind, std::string fault) {
  Converted converted = {failure_response(kind, Failure::Malformed), std::move(fault)};
  if (kind == FrontEnd::RestApi) converted.response.status = 500;
  return converted;
}

// API Gateway has none of its own: there each round costs money until somebody's time is up.
HttpResponse loop_response() { return {508, {{"content-type", "application/json"}}, R"({"message":"Loop Detected"})"}; }

std::string loop_fault(const HttpProxy& proxy, int times) {
  return fmt::format("its URL {} leads back here: the request has been forwarded {} times", proxy.uri, times);
}

}  // namespace

FrontEndRequest::FrontEndRequest(system::HttpExchange& exchange, std::shared_ptr<const Routing> routing,
                                 std::shared_ptr<Authorizers> authorizers, const FrontEndContext& context)
    : exchange_(exchange),
      routing_(std::move(routing)),
      authorizers_(std::move(authorizers)),
      context_(context),
      received_(receive_head(exchange, kind(), front_end().api, context.registry.randomness())) {}

asio::awaitable<void> FrontEndRequest::run() {
  if (exchange_.is_draining()) co_return fail(Failure::Unavailable, "");
  if (!is_acceptable()) co_return;
  const auto found = routing_->find(request());
  const bool preflight = routing_->answers_preflight(request(), found);
  const bool guarded = found && !found->route->authorizer.empty() && !(preflight && kind() == FrontEnd::RestApi);
  const bool runs_nothing = preflight && !guarded;
  if (!runs_nothing && !takes_page()) co_return;
  const bool received = co_await receive_body();
  if (!received) co_return;
  is_taken_ = true;

  if (!found && !preflight) co_return fail(Failure::NoRoute, "no route takes it");
  AuthorizerDecision decision;
  if (guarded) decision = co_await authorizers_->admit(routing_, *found, received_);
  if (decision.refusal) co_return finish(*std::move(decision.refusal), decision.reason);
  if (preflight) {
    HttpResponse response = preflight_response(kind(), *front_end().cors, request());
    tell(response);
    co_return write_response(exchange_, std::move(response));
  }

  const ApiKey* api_key = nullptr;
  if (found->route->api_key_required) {
    api_key = find_api_key(front_end().api_keys, request());
    if (api_key == nullptr) co_return finish(no_api_key_response(), "it has no X-API-Key that the route takes");
  }
  if (const auto& own_answer = found->route->own_answer) {
    co_return finish(response_of(*own_answer, request()), own_answer->reason);
  }
  if (found->route->http_proxy) {
    const int times = context_.forwarded->times(exchange_.peer());
    if (times >= ForwardedRequests::kMostTimes)
      co_return finish(loop_response(), loop_fault(*found->route->http_proxy, times));
    ForwardedRequests::OnItsWay on_its_way(context_.forwarded, times + 1);
    Converted answer = co_await forward(front_end(), *found, request(), decision.context, on_its_way);
    co_return finish(std::move(answer.response), answer.fault);
  }
  std::string event = event_of(front_end(), *found, request(), decision.context, api_key);
  if (const auto refused = refuse_event(kind(), event.size())) {
    co_return fail(*refused, fmt::format("the event of {} bytes is too large", event.size()));
  }
  co_await invoke(*found, std::move(event));
}

bool FrontEndRequest::is_acceptable() {
  const auto host = exchange_.header("Host");
  std::optional<std::string> refusal;
  if (context_.access) refusal = refuse_host(*context_.access, {exchange_.target(), host, {}, {}});
  if (!takes_method(request().method)) {
    fail(Failure::MethodNotAllowed, "no front end of Lambda takes this method");
  } else if (!host && request().protocol == "HTTP/1.1") {
    fail(Failure::BadRequest, "it has no Host header");
  } else if (refusal) {
    fail(Failure::Denied, *refusal);
  } else if (wants_websocket(kind(), request())) {
    fail(Failure::BadRequest, "it asks for a WebSocket, which this front end does not have");
  } else {
    return true;
  }
  return false;
}

// Pages that the API's own CORS configuration names may call it, as on AWS; of others only those of this machine.
bool FrontEndRequest::takes_page() {
  if (!context_.access) return true;
  AccessClaims claims{exchange_.target(), exchange_.header("Host"), exchange_.header("Origin"),
                      exchange_.header("Sec-Fetch-Site")};
  claims.method = request().method;
  claims.referer = exchange_.header("Referer");
  claims.fetch_mode = exchange_.header("Sec-Fetch-Mode");
  claims.fetch_dest = exchange_.header("Sec-Fetch-Dest");
  claims.fetch_user = exchange_.header("Sec-Fetch-User");
  const auto refusal = refuse_foreign_page(*context_.access, claims);
  if (!refusal) return true;
  const auto page = page_origin(claims);
  if (front_end().cors && allows_origin(*front_end().cors, page.value_or("null"))) return true;
  fail(Failure::Denied, *refusal);
  return false;
}

asio::awaitable<bool> FrontEndRequest::receive_body() {
  using BodyEnd = system::HttpExchange::BodyEnd;
  if (announces_too_much(exchange_, kind())) {
    exchange_.close_after();
    fail(Failure::RequestTooLarge, "its body is too large");
    co_return false;
  }
  const BodyEnd end = co_await exchange_.read_body(received_.request.body, max_body_bytes(kind()));
  if (end == BodyEnd::Truncated) {
    exchange_.close_after();
    fail(Failure::BadRequest, "its body broke off");
    co_return false;
  }
  if (end == BodyEnd::TooLarge) {
    fail(Failure::RequestTooLarge, "its body is too large");
    co_return false;
  }
  if (HttpResponse refusal = refuse_oversized(kind(), request()); refusal.status != 0) {
    finish(std::move(refusal), "its headers are too large");
    co_return false;
  }
  co_return true;
}

asio::awaitable<void> FrontEndRequest::invoke(const Routing::Found& found, std::string event) {
  const RouteConfiguration& route = *found.route;
  const auto function = context_.registry.find(route.route.function);
  if (!function) {
    co_return fail(Failure::InvokeRefused, fmt::format("function {} is no longer there", route.route.function));
  }
  if (function->configuration().tenant_isolation) {
    co_return fail(Failure::InvokeRefused, "the function has tenant isolation, and a front end names no tenant");
  }
  InvokeRequest invocation;
  invocation.event = std::make_shared<const std::string>(std::move(event));
  invocation.trace_header = std::move(received_.trace_header);
  if (kind() == FrontEnd::FunctionUrl) invocation.request_id = request().request_id;
  const bool streams = route.response_mode == ResponseMode::Stream;
  const auto& executor = context_.registry.executor();
  const auto call =
      context_.invoker.start(function, std::move(invocation), streams ? Call::Mode::Streamed : Call::Mode::Buffered);
  const auto limit = route.timeout ? route.timeout : default_timeout(kind(), route.response_mode);
  const auto timer = stop_waiting_after(call, executor, limit);
  co_await call->until_answered();
  if (streams) co_return co_await stream(route, call);
  Converted answer = answer_of(*call, front_end(), route, request());
  finish(std::move(answer.response), answer.fault);
}

asio::awaitable<void> FrontEndRequest::stream(const RouteConfiguration& route, std::shared_ptr<Call> call) {
  if (!call->began()) co_return answer_unstreamed(route, *call);
  std::string bytes;
  const bool begun = co_await begin_stream(route, *call, bytes);
  if (!begun) co_return call->abandon();
  exchange_.on_peer_gone([weak = std::weak_ptr(call)] {
    const auto left = weak.lock();
    if (!left) return;
    left->abandon();
    left->stop_waiting();
  });
  for (;;) {
    if (context_.traffic != nullptr && streamed_.body.size() <= kMostRecorded) streamed_.body += bytes;
    const bool taken = co_await exchange_.write(bytes);
    if (!taken) co_return call->abandon();
    co_await call->until_more();
    bytes = call->take();
    if (bytes.empty()) break;
  }
  if (succeeded(*call)) {
    tell(streamed_);
    co_return co_await exchange_.end();
  }
  if (!exchange_.peer_gone())
    log(200, fmt::format("cut short: {}", failure_of(*call, kind(), route.route.function).fault));
  call->abandon();
  exchange_.abort();
}

// Waits for the first bytes, or those of the whole prelude, and begins the answer. False: the answer is another.
asio::awaitable<bool> FrontEndRequest::begin_stream(const RouteConfiguration& route, Call& call,
                                                    std::string& first_bytes) {
  StreamPrelude prelude;
  const bool expected = has_prelude(kind(), call);
  for (;;) {
    co_await call.until_more();
    std::string bytes = call.take();
    if (bytes.empty() && !succeeded(call)) {
      Converted failure = failure_of(call, kind(), route.route.function);
      finish(std::move(failure.response), failure.fault);
      co_return false;
    }
    if (!expected) {
      HttpResponse response = plain_streamed_response(call.content_type());
      add_headers(response);
      begin_stream(response);
      first_bytes = std::move(bytes);
      co_return true;
    }
    if (!bytes.empty() && prelude.feed(bytes) == StreamPrelude::State::Reading) continue;
    if (bytes.empty() && prelude.fed() == 0 && kind() == FrontEnd::FunctionUrl) {
      // Metadata goes out before the first write. A function that ends without one has sent nothing of it.
      HttpResponse response = plain_streamed_response("");
      add_headers(response);
      begin_stream(response);
      co_return true;
    }
    Converted head =
        prelude.state() == StreamPrelude::State::Complete
            ? streamed_response(kind(), prelude.json())
            : refused(kind(), "the streamed response has no eight NUL bytes after its first 16 KB at most");
    if (!head.fault.empty()) {
      finish(std::move(head.response), fmt::format("function {}: {}", route.route.function, head.fault));
      co_return false;
    }
    add_headers(head.response);
    begin_stream(head.response);
    first_bytes = prelude.take_body();
    co_return true;
  }
}

void FrontEndRequest::begin_stream(const HttpResponse& head) {
  if (context_.traffic != nullptr) streamed_ = head;
  exchange_.begin(head.status, header_lines(head.headers));
}

// The function does not stream, or failed before it did. A Function URL hands on what it returned as it is, as the body;
// to a REST API it is a stream without prelude.
void FrontEndRequest::answer_unstreamed(const RouteConfiguration& route, const Call& call) {
  if (!succeeded(call)) {
    Converted failure = failure_of(call, kind(), route.route.function);
    return finish(std::move(failure.response), failure.fault);
  }
  if (kind() == FrontEnd::RestApi) {
    Converted answer = refused(kind(), "the response is not streamed, as the route's response transfer mode wants it");
    return finish(std::move(answer.response), fmt::format("function {}: {}", route.route.function, answer.fault));
  }
  const InvocationOutcome& outcome = *call.outcome();
  HttpResponse response =
      plain_streamed_response(outcome.content_type.empty() ? "application/json" : outcome.content_type);
  response.body = outcome.payload;
  finish(std::move(response));
}

void FrontEndRequest::finish(HttpResponse response, std::string_view reason) {
  if (!reason.empty()) log(response.status, reason);
  add_headers(response);
  if (is_taken_) tell(response);
  write_response(exchange_, std::move(response));
}

void FrontEndRequest::tell(const HttpResponse& response) const {
  if (context_.traffic != nullptr) context_.traffic->answered(name_of(front_end()), request(), response);
}

void FrontEndRequest::add_headers(HttpResponse& response) const {
  if (front_end().cors) apply_cors(kind(), *front_end().cors, request(), response);
  switch (kind()) {
    case FrontEnd::HttpApi: return add_http_api_headers(response, request());
    case FrontEnd::RestApi: return add_rest_api_headers(response, request());
    case FrontEnd::FunctionUrl: return add_function_url_headers(response, request());
    case FrontEnd::Alb: return;
  }
}

void FrontEndRequest::log(int status, std::string_view reason) const {
  if (!context_.log) return;
  const std::string_view path = path_of(request().target);
  std::string line = fmt::format("{} {}{} -> {}: ", request().method, printable(path.substr(0, kPathInLog)),
                                 path.size() > kPathInLog ? "..." : "", status);
  std::string why(reason);
  std::replace(why.begin(), why.end(), '\n', ';');
  context_.log(line.append(printable(why)));
}

}  // namespace lambdalocal::gateway

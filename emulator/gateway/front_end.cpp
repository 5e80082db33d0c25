#include "emulator/gateway/front_end.h"

#include <fmt/format.h>

#include <boost/asio/steady_timer.hpp>
#include <charconv>
#include <optional>

#include "core/gateway/alb_event.h"
#include "core/gateway/function_url_event.h"
#include "core/gateway/http_api_event.h"
#include "core/gateway/http_text.h"
#include "core/gateway/rest_api_event.h"
#include "core/limits.h"
#include "emulator/call.h"
#include "emulator/gateway/answer.h"
#include "emulator/gateway/request.h"
#include "emulator/gateway/routing.h"

namespace asio = boost::asio;

namespace lambdalocal::gateway {
namespace {

// More than a front end takes, so that its own answer says so.
constexpr std::size_t kServerHeaderBytes = 128 * 1024;
constexpr std::size_t kPathInLog = 200;

std::string event_of(const FrontEndConfiguration& front_end, const Routing::Found& found, const HttpRequest& request,
                     const std::string& authorizer) {
  switch (front_end.kind) {
    case FrontEnd::HttpApi:
      return found.route->payload_format == PayloadFormat::Version_1_0
                 ? http_api_event_1_0(request, front_end.api, found.match, authorizer)
                 : http_api_event_2_0(request, front_end.api, found.match, authorizer);
    case FrontEnd::RestApi: return rest_api_event(request, front_end.api, found.match, authorizer);
    case FrontEnd::FunctionUrl: return function_url_event(request, front_end.api);
    case FrontEnd::Alb: return alb_event(request, front_end.api);
  }
  return "";
}

// An event too long for Lambda: a Function URL and an ALB say so, API Gateway has an error of its own.
std::optional<Failure> refuse_event(FrontEnd kind, std::size_t bytes) {
  if (kind == FrontEnd::Alb)
    return bytes > max_body_bytes(kind) ? std::optional(Failure::RequestTooLarge) : std::nullopt;
  if (bytes <= limits::kRequestBytes) return std::nullopt;
  return kind == FrontEnd::FunctionUrl ? Failure::RequestTooLarge : Failure::InvokeRefused;
}

// A client that asks before it sends too much is refused before it does.
bool announces_too_much(const system::HttpExchange& exchange, FrontEnd kind) {
  const auto length = exchange.header("Content-Length");
  if (!length || !exchange.header("Expect")) return false;
  std::size_t bytes = 0;
  const auto [end, fault] = std::from_chars(length->data(), length->data() + length->size(), bytes);
  return fault == std::errc::result_out_of_range || bytes > max_body_bytes(kind);
}

}  // namespace

struct FrontEndServer::State {
  explicit State(FrontEndSurroundings surroundings_in) : surroundings(std::move(surroundings_in)) {}

  // One request on its way through the front end.
  struct Conversation {
    system::HttpExchange& exchange;
    std::shared_ptr<const Routing> routing;
    ReceivedRequest received;

    const HttpRequest& request() const { return received.request; }
    FrontEnd kind() const { return routing->kind(); }
  };

  static asio::awaitable<void> serve_if_alive(std::shared_ptr<State> state, system::HttpExchange& exchange) {
    if (state) co_await state->serve(exchange);
  }
  asio::awaitable<void> serve(system::HttpExchange& exchange);
  asio::awaitable<bool> receive_body(Conversation& conversation);
  asio::awaitable<Converted> invoke(const Conversation& conversation, const Routing::Found& found, std::string event);
  bool takes(const Conversation& conversation);

  // Answers, as the front end answers everything, and tells why when it is no answer of the function.
  void finish(const Conversation& conversation, HttpResponse response, std::string_view reason = {});
  void fail(const Conversation& conversation, Failure failure, std::string_view reason) {
    finish(conversation, failure_response(conversation.kind(), failure), reason);
  }

  FrontEndSurroundings surroundings;
  std::shared_ptr<const Routing> routing;
  std::string address;
  std::optional<system::HttpServer> http;
};

asio::awaitable<void> FrontEndServer::State::serve(system::HttpExchange& exchange) {
  Conversation conversation{
      exchange, routing,
      receive_head(exchange, routing->kind(), routing->configuration().api, surroundings.project.randomness())};
  const bool received = co_await receive_body(conversation);
  if (!received) co_return;
  const HttpRequest& request = conversation.request();
  const FrontEndConfiguration& front_end = conversation.routing->configuration();

  const auto found = conversation.routing->find(request);
  if (conversation.routing->answers_preflight(request, found)) {
    co_return write_response(exchange, preflight_response(front_end.kind, *front_end.cors, request));
  }
  if (!found) co_return fail(conversation, Failure::NoRoute, "no route takes it");

  std::string event = event_of(front_end, *found, request, "");
  if (const auto refused = refuse_event(front_end.kind, event.size())) {
    co_return fail(conversation, *refused, fmt::format("the event of {} bytes is too large", event.size()));
  }
  Converted answer = co_await invoke(conversation, *found, std::move(event));
  finish(conversation, std::move(answer.response), answer.fault);
}

// Whether there is a request to serve; if not, it has been answered.
asio::awaitable<bool> FrontEndServer::State::receive_body(Conversation& conversation) {
  system::HttpExchange& exchange = conversation.exchange;
  HttpRequest& request = conversation.received.request;
  const FrontEnd kind = conversation.kind();
  if (!takes(conversation)) co_return false;
  if (announces_too_much(exchange, kind)) {
    exchange.close_after();
    fail(conversation, Failure::RequestTooLarge, "its body is too large");
    co_return false;
  }
  const auto end = co_await exchange.read_body(request.body, max_body_bytes(kind));
  if (end == system::HttpExchange::BodyEnd::Truncated) {
    exchange.close_after();
    fail(conversation, Failure::BadRequest, "its body broke off");
    co_return false;
  }
  if (end == system::HttpExchange::BodyEnd::TooLarge) {
    fail(conversation, Failure::RequestTooLarge, "its body is too large");
    co_return false;
  }
  if (HttpResponse refusal = refuse_oversized(kind, request); refusal.status != 0) {
    finish(conversation, std::move(refusal), "its headers are too large");
    co_return false;
  }
  co_return true;
}

bool FrontEndServer::State::takes(const Conversation& conversation) {
  const auto host = find_header(conversation.request().headers, "host");
  if (!host && conversation.request().protocol == "HTTP/1.1") {
    fail(conversation, Failure::BadRequest, "it has no Host header");
    return false;
  }
  if (host && surroundings.takes_host && !surroundings.takes_host(*host)) {
    fail(conversation, Failure::Denied, fmt::format("its Host {} is not this machine's", *host));
    return false;
  }
  return true;
}

asio::awaitable<Converted> FrontEndServer::State::invoke(const Conversation& conversation, const Routing::Found& found,
                                                         std::string event) {
  const FrontEndConfiguration& front_end = conversation.routing->configuration();
  const RouteConfiguration& route = *found.route;
  auto function = surroundings.project.find(route.route.function);
  if (!function) {
    co_return Converted{failure_response(front_end.kind, Failure::InvokeRefused),
                        fmt::format("function {} is no longer there", route.route.function)};
  }
  InvokeRequest request;
  request.event = std::make_shared<const std::string>(std::move(event));
  request.trace_header = conversation.received.trace_header;
  if (front_end.kind == FrontEnd::FunctionUrl) request.request_id = conversation.request().request_id;
  const auto& executor = surroundings.project.executor();
  const auto call = Call::start(executor, std::move(function), std::move(request), Call::Mode::Buffered);

  std::optional<asio::steady_timer> patience;
  const auto limit = route.timeout ? route.timeout : default_timeout(front_end.kind, route.response_mode);
  if (limit && !call->over()) {
    patience.emplace(executor, *limit);
    patience->async_wait([weak = std::weak_ptr(call)](const boost::system::error_code& stopped) {
      const auto waiting = weak.lock();
      if (!stopped && waiting) waiting->stop_waiting();
    });
  }
  co_await call->until_answered();
  co_return answer_of(*call, front_end, route, conversation.request());
}

void FrontEndServer::State::finish(const Conversation& conversation, HttpResponse response, std::string_view reason) {
  const FrontEndConfiguration& front_end = conversation.routing->configuration();
  const HttpRequest& request = conversation.request();
  if (!reason.empty() && surroundings.log) {
    const std::string_view path = path_of(request.target);
    surroundings.log(fmt::format("{} {}{} -> {}: {}", request.method, path.substr(0, kPathInLog),
                                 path.size() > kPathInLog ? "..." : "", response.status, reason));
  }
  if (front_end.cors) apply_cors(front_end.kind, *front_end.cors, request, response);
  switch (front_end.kind) {
    case FrontEnd::HttpApi: add_http_api_headers(response, request); break;
    case FrontEnd::RestApi: add_rest_api_headers(response, request); break;
    case FrontEnd::FunctionUrl: add_function_url_headers(response, request); break;
    case FrontEnd::Alb: break;
  }
  write_response(conversation.exchange, std::move(response));
}

FrontEndServer::FrontEndServer(std::shared_ptr<State> state) : state_(std::move(state)) {}
FrontEndServer::FrontEndServer(FrontEndServer&&) noexcept = default;
FrontEndServer& FrontEndServer::operator=(FrontEndServer&& other) noexcept {
  if (this != &other) {
    close();
    state_ = std::move(other.state_);
  }
  return *this;
}
FrontEndServer::~FrontEndServer() { close(); }

Result<FrontEndServer> FrontEndServer::listen(FrontEndConfiguration configuration, FrontEndSurroundings surroundings,
                                              system::HttpServerOptions options) {
  const auto executor = surroundings.project.executor();
  auto state = std::make_shared<State>(std::move(surroundings));
  FrontEndServer server(state);
  TRY_VOID(server.configure(std::move(configuration)));
  options.header_bytes = std::max(options.header_bytes, kServerHeaderBytes);
  state->address = options.address;
  TRY(http, system::HttpServer::listen(executor, std::move(options),
                                       [weak = std::weak_ptr(state)](system::HttpExchange& exchange) {
                                         return State::serve_if_alive(weak.lock(), exchange);
                                       }));
  state->http.emplace(std::move(http));
  return server;
}

Result<void> FrontEndServer::configure(FrontEndConfiguration configuration) {
  TRY(routing, Routing::create(std::move(configuration), state_->surroundings.project));
  state_->routing = std::move(routing);
  return {};
}

std::uint16_t FrontEndServer::port() const { return state_->http->port(); }

std::string FrontEndServer::url() const {
  const std::string& stage = state_->routing->configuration().api.stage;
  const bool is_ipv6 = state_->address.find(':') != std::string::npos;
  return fmt::format("http://{}{}{}:{}{}{}", is_ipv6 ? "[" : "", state_->address, is_ipv6 ? "]" : "", port(),
                     stage == "$default" ? "" : "/", stage == "$default" ? "" : stage);
}

void FrontEndServer::close() {
  if (state_ && state_->http) state_->http->close();
}

}  // namespace lambdalocal::gateway

#include "emulator/runtime_api/server.h"

#include <fmt/format.h>

#include "core/function/limits.h"
#include "core/http/local_access.h"
#include "core/runtime_api/contract.h"
#include "emulator/runtime_api/answers.h"

namespace asio = boost::asio;

namespace lambdalocal::runtime_api {

namespace {

// Of one environment. The official clients have one or two connections, and one long head at a time.
constexpr std::size_t kConnections = 256;
constexpr std::size_t kInputBytes = 32 * 1024 * 1024;

// A page in the browser reaches this port too, across sites or by a name that it lets point here, which has a dot: some
// runtimes send a word of their own as Host. No runtime says that it is a page.
bool is_from_a_page(const system::HttpExchange& exchange) {
  if (exchange.header("Origin")) return true;
  const auto site = exchange.header("Sec-Fetch-Site");
  if (site && *site != "none") return true;
  auto host = exchange.header("Host");
  if (host && host->find_first_of(".[") == std::string_view::npos) host = "localhost";
  return refuse_host({}, {exchange.target(), host, {}, {}}).has_value();
}

}  // namespace

Server::Server(asio::any_io_executor executor, Observer& observer) : observer_(observer), release_(executor) {}

Server::~Server() = default;

Result<std::shared_ptr<Server>> Server::listen(asio::any_io_executor executor, Observer& observer,
                                               system::HttpAdmission admission, system::HttpHandler others) {
  std::shared_ptr<Server> server(new Server(executor, observer));
  server->others_ = std::move(others);
  system::HttpServerOptions options;
  options.admission = std::move(admission);
  options.limits.connections = kConnections;
  options.limits.input_bytes = kInputBytes;
  options.header_bytes = limits::kRuntimeApiHeaderBytes + 64 * 1024;  // one line of a mebibyte, and the others
  const auto serve = [weak = server->weak_from_this()](system::HttpExchange& exchange) {
    const auto self = weak.lock();
    return self ? self->serve(exchange) : asio::awaitable<void>();
  };
  TRY(http, system::HttpServer::listen(executor, options, serve));
  server->http_.emplace(std::move(http));
  return server;
}

std::string Server::address() const { return fmt::format("127.0.0.1:{}", http_->port()); }

void Server::offer(const Invocation& invocation, std::chrono::system_clock::time_point deadline) {
  request_id_ = invocation.request_id;
  invocation_id_ = invocation.invocation_id;
  event_ = invocation.event;
  const auto deadline_ms = std::chrono::duration_cast<std::chrono::milliseconds>(deadline.time_since_epoch()).count();
  event_header_lines_.clear();
  const auto header = [&lines = event_header_lines_](std::string_view name, std::string_view value) {
    lines.append(name).append(": ").append(value).append("\r\n");
  };
  header("Content-Type", kJsonContentType);
  header(kRequestIdHeader, request_id_);
  header(kInvocationIdHeader, invocation_id_);
  header(kDeadlineHeader, std::to_string(deadline_ms));
  header(kFunctionArnHeader, invocation.function_arn);
  if (!invocation.trace_header.empty()) header(kTraceIdHeader, invocation.trace_header);
  if (invocation.client_context) header(kClientContextHeader, *invocation.client_context);
  if (invocation.cognito_identity) header(kCognitoIdentityHeader, *invocation.cognito_identity);
  if (invocation.tenant_id) header(kTenantIdHeader, *invocation.tenant_id);
  event_waiting_ = true;
  event_offered_.notify();
}

void Server::restart() {
  ++generation_;
  state_ = State::Started;
  request_id_.clear();
  event_waiting_ = false;
  http_->close_connections();
  event_offered_.notify();
  restored_.notify();
}

void Server::close() {
  ++generation_;
  if (http_) http_->close();
  event_offered_.notify();
  restored_.notify();
}

// Each of the coroutines keeps the server while it runs, also when the environment has let go of it.
asio::awaitable<void> Server::serve(system::HttpExchange& exchange) {
  if (is_from_a_page(exchange)) {
    exchange.close_after();
    refuse(exchange, 403, "Forbidden",
           "the Runtime API serves the environment's processes, no pages and no other hosts");
    return {};
  }
  std::string_view path = exchange.target().substr(0, exchange.target().find('?'));
  const std::string_view method = exchange.method();
  if (!path.starts_with(kBasePath)) return others_ ? others_(exchange) : not_found(exchange);
  path.remove_prefix(kBasePath.size());
  const bool post = method == "POST";
  if (path == kNextPath) return method == "GET" ? serve_next(exchange) : method_not_allowed(exchange);
  if (path == kInitErrorPath) return post ? serve_init_error(exchange, State::InitError) : method_not_allowed(exchange);
  if (path == kPingPath) {
    if (method != "GET") return method_not_allowed(exchange);
    exchange.respond(200, "Content-Type: text/plain; charset=utf-8\r\n", std::string_view("pong"));
    return {};
  }
  const bool invocation = path.starts_with(kInvocationPrefix);
  if (invocation && path.ends_with(kResponseSuffix)) {
    return post ? serve_response(exchange) : method_not_allowed(exchange);
  }
  if (invocation && path.ends_with(kErrorSuffix)) return post ? serve_error(exchange) : method_not_allowed(exchange);
  if (has_restore_ && path == kRestoreNextPath) {
    return method == "GET" ? serve_restore_next(exchange) : method_not_allowed(exchange);
  }
  if (has_restore_ && path == kRestoreErrorPath) {
    return post ? serve_init_error(exchange, State::RuntimeRestoreErrorState) : method_not_allowed(exchange);
  }
  return not_found(exchange);
}

bool Server::step(system::HttpExchange& exchange, State to) {
  if (may_follow(state_, to)) {
    state_ = to;
    return true;
  }
  refuse(exchange, 403, kInvalidStateTransition, refused_transition_message(state_, to));
  return false;
}

bool Server::is_current(system::HttpExchange& exchange, std::string_view request_id) {
  if (request_id_.empty() || request_id != request_id_) {
    refuse(exchange, 400, kInvalidRequestId, "Invalid request ID");
    return false;
  }
  const auto invocation_id = exchange.header(kInvocationIdHeader);
  if (invocation_id && *invocation_id != invocation_id_) {
    refuse(exchange, 400, kInvalidInvocationId, "Invalid invocation ID");
    return false;
  }
  return true;
}

}  // namespace lambdalocal::runtime_api

#include "emulator/lambda_api/server.h"

#include "core/invocation/identifiers.h"
#include "emulator/lambda_api/caller_region.h"

namespace asio = boost::asio;
using lambdalocal::system::HttpExchange;

namespace lambdalocal::lambda_api {
namespace {

std::string content_lines(std::string_view request_id) {
  std::string lines;
  lines.reserve(128);
  lines += "Content-Type: application/json\r\nx-amzn-RequestId: ";
  lines += request_id;
  lines += "\r\n";
  return lines;
}

std::string error_lines(const ApiError& error) {
  std::string lines(kErrorTypeHeader);
  lines += ": " + error.type + "\r\n";
  if (error.retry_after_seconds) lines += "Retry-After: " + std::to_string(*error.retry_after_seconds) + "\r\n";
  return lines;
}

}  // namespace

Result<std::unique_ptr<Server>> Server::listen(Registry& registry, Invoker& invoker, EventQueue& events,
                                               ServerOptions options) {
  std::unique_ptr<Server> server(new Server(registry, invoker, events, std::move(options)));
  TRY(http, system::HttpServer::listen(registry.executor(), server->options_.http,
                                       [&served = *server](HttpExchange& exchange) { return served.serve(exchange); }));
  server->http_ = std::move(http);
  return server;
}

Server::Server(Registry& registry, Invoker& invoker, EventQueue& events, ServerOptions options)
    : registry_(registry), invoker_(invoker), events_(events), options_(std::move(options)) {}

asio::awaitable<void> Server::serve(HttpExchange& exchange) {
  std::string id = uuid_v4(registry_.randomness().bytes<16>());
  if (!is_for_us(exchange, id)) return {};
  if (exchange.is_draining()) {
    refuse(exchange, id, service_unavailable());
    return {};
  }
  auto operation = find_operation(exchange.method(), exchange.target());
  if (!operation) {
    refuse(exchange, id, unknown_operation());
    return {};
  }
  Request request{exchange, std::move(*operation), std::move(id),
                  caller_region(exchange.header("Authorization")).value_or(options_.region)};
  if (const Handler handler = handler_of(request.operation.operation)) return (this->*handler)(std::move(request));
  refuse(exchange, request.id, not_implemented(operation_name(request.operation.operation)));
  return {};
}

Server::Handler Server::handler_of(Operation operation) {
  switch (operation) {
    case Operation::Invoke: return &Server::invoke;
    case Operation::InvokeWithResponseStream: return &Server::invoke_with_response_stream;
    case Operation::InvokeAsync: return &Server::invoke_async;
    case Operation::GetFunction: return &Server::get_function;
    case Operation::GetFunctionConfiguration: return &Server::get_function_configuration;
    case Operation::ListFunctions: return &Server::list_functions;
    default: return nullptr;
  }
}

// Refuses what a page of another site may have sent, and answers the preflights of pages on this machine.
bool Server::is_for_us(HttpExchange& exchange, std::string_view request_id) const {
  const AccessClaims claims{exchange.target(), exchange.header("Host"), exchange.header("Origin"),
                            exchange.header("Sec-Fetch-Site")};
  auto refusal = refuse_host(options_.access, claims);
  if (!refusal) refusal = refuse_page(options_.access, claims);
  if (refusal) {
    exchange.close_after();
    const ApiError error = access_denied(*refusal);
    // Without CORS headers: the page may not even read why.
    exchange.respond(error.status, error_lines(error) + content_lines(request_id), error.body);
    return false;
  }
  const bool preflight =
      exchange.method() == "OPTIONS" && claims.origin && exchange.header("Access-Control-Request-Method").has_value();
  if (!preflight) return true;
  exchange.respond(204, preflight_lines(*claims.origin, exchange.header("Access-Control-Request-Headers").value_or("")),
                   "");
  return false;
}

std::variant<Server::Target, ApiError> Server::find_target(const Request& request) const {
  const auto qualifier = query_value(request.exchange.target(), "Qualifier");
  auto parsed = parse_function_reference(request.operation.parameters.front(), qualifier, request.region);
  if (auto* error = std::get_if<ApiError>(&parsed)) return std::move(*error);
  auto& reference = std::get<FunctionReference>(parsed);
  auto function = registry_.find(reference.name);
  const bool exists = function && (!reference.qualifier || RegisteredFunction::has(*reference.qualifier));
  if (!exists) {
    return function_not_found(reference, request.region, options_.account_id, request.operation.operation);
  }
  return Target{std::move(function), std::move(reference)};
}

void respond(HttpExchange& exchange, std::string_view request_id, int status, std::string_view header_lines,
             std::string_view body) {
  std::string lines = content_lines(request_id);
  lines += header_lines;
  if (const auto origin = exchange.header("Origin")) lines += cors_lines(*origin);
  exchange.respond(status, lines, body);
}

void refuse(HttpExchange& exchange, std::string_view request_id, const ApiError& error) {
  respond(exchange, request_id, error.status, error_lines(error), error.body);
}

}  // namespace lambdalocal::lambda_api

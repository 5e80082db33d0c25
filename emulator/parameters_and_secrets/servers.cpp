#include "emulator/parameters_and_secrets/servers.h"

#include <fmt/format.h>

#include <optional>

#include "core/http/local_access.h"
#include "core/parameters_and_secrets/answer.h"
#include "emulator/system/http/server.h"

namespace asio = boost::asio;

namespace lambdalocal::parameters_and_secrets {
namespace {

// A page in the browser reaches this port, too.
bool is_from_a_page(const system::HttpExchange& exchange) {
  if (exchange.header("Origin") || exchange.header("Sec-Fetch-Site")) return true;
  return refuse_host({}, {exchange.target(), exchange.header("Host"), {}, {}}).has_value();
}

std::string token_of(const PreparedFunction& function) {
  return function.credentials.value_or(dummy_credentials()).session_token.value_or("");
}

}  // namespace

class Servers::Server {
 public:
  explicit Server(std::shared_ptr<const PreparedFunction> function) : function_(std::move(function)) {}

  Result<void> listen(const asio::any_io_executor& executor, std::uint16_t port) {
    system::HttpServerOptions options;
    options.port = port;
    options.limits = system::HttpLimits::for_front_ends();
    TRY(http, system::HttpServer::listen(executor, options, [this](system::HttpExchange& exchange) {
          serve(exchange);
          return asio::awaitable<void>();
        }));
    http_.emplace(std::move(http));
    return {};
  }

  void take_over(system::Fd listening) { http_->take_over(std::move(listening)); }

 private:
  void serve(system::HttpExchange& exchange) const {
    if (is_from_a_page(exchange)) {
      exchange.close_after();
      return exchange.respond(403, "", std::string_view("this is for functions, not for pages and other hosts\n"));
    }
    const Answer told =
        answer({exchange.method(), exchange.target(), exchange.header(kTokenHeader).value_or("")}, function_->secrets,
               token_of(*function_), function_->function, std::chrono::system_clock::now());
    exchange.respond(told.status, "Content-Type: application/json\r\n", told.body);
  }

  const std::shared_ptr<const PreparedFunction> function_;
  std::optional<system::HttpServer> http_;
};

std::shared_ptr<void> Servers::serve_on(asio::any_io_executor executor,
                                        std::shared_ptr<const PreparedFunction> function, system::Fd listening) {
  const auto server = std::make_shared<Server>(std::move(function));
  if (!server->listen(executor, 0)) return nullptr;
  server->take_over(std::move(listening));
  return server;
}

Result<std::shared_ptr<void>> Servers::serve(asio::any_io_executor executor,
                                             std::shared_ptr<const PreparedFunction> function) {
  const auto port = port_of(function->function);
  if (!port) {
    return Error{ErrorKind::BadConfiguration,
                 fmt::format("{} is no port\ngive it a number from 1 to 65535, or leave it out", kPortVariable)};
  }
  if (auto running = servers_[*port].lock()) return std::shared_ptr<void>(std::move(running));
  const auto server = std::make_shared<Server>(std::move(function));
  if (auto listening = server->listen(executor, *port); !listening) {
    Error error = std::move(listening).error();
    error.message += fmt::format(
        "\nit is the port of the Parameters and Secrets extension; --env {}=PORT names another one", kPortVariable);
    return error;
  }
  servers_[*port] = server;
  return std::shared_ptr<void>(server);
}

}  // namespace lambdalocal::parameters_and_secrets

#include "emulator/gateway/front_end.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "emulator/gateway/authorizers/authorizers.h"
#include "emulator/gateway/front_end_request.h"

namespace asio = boost::asio;

namespace lambdalocal::gateway {
namespace {

// More than a front end takes, so that its own answer says so.
constexpr std::size_t kServerHeaderBytes = 128 * 1024;

}  // namespace

struct FrontEndServer::State {
  explicit State(FrontEndContext context_in) : context(std::move(context_in)) {}

  // The state lives on while one of its requests is being served, also when the server is gone.
  static asio::awaitable<void> serve_if_alive(std::shared_ptr<State> state, system::HttpExchange& exchange) {
    if (!state) co_return;
    FrontEndRequest request(exchange, state->routing, state->authorizers, state->context);
    co_await request.run();
  }

  FrontEndContext context;
  std::shared_ptr<const Routing> routing;
  std::shared_ptr<Authorizers> authorizers;  // of this routing
  std::string address;
  bool is_https = false;
  std::optional<system::HttpServer> http;
};

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

Result<FrontEndServer> FrontEndServer::listen(FrontEndConfiguration configuration, FrontEndContext context,
                                              system::HttpServerOptions options) {
  const auto executor = context.registry.executor();
  auto state = std::make_shared<State>(std::move(context));
  FrontEndServer server(state);
  TRY_VOID(server.configure(std::move(configuration)));
  options.header_bytes = std::max(options.header_bytes, kServerHeaderBytes);
  state->address = options.address;
  state->is_https = options.tls != nullptr;
  TRY(http, system::HttpServer::listen(executor, std::move(options),
                                       [weak = std::weak_ptr(state)](system::HttpExchange& exchange) {
                                         return State::serve_if_alive(weak.lock(), exchange);
                                       }));
  state->http.emplace(std::move(http));
  return server;
}

Result<void> FrontEndServer::configure(FrontEndConfiguration configuration) {
  TRY(routing, Routing::create(std::move(configuration), state_->context.registry));
  if (state_->routing && state_->routing->configuration() == routing->configuration()) return {};
  TRY(authorizers, Authorizers::create(routing->configuration(), state_->context));
  state_->routing = std::move(routing);
  state_->authorizers = std::move(authorizers);
  return {};
}

std::uint16_t FrontEndServer::port() const { return state_->http->port(); }

std::string FrontEndServer::url() const {
  const std::string& stage = state_->routing->configuration().api.stage;
  const bool is_ipv6 = state_->address.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}{}{}", state_->is_https ? "https" : "http", is_ipv6 ? "[" : "", state_->address,
                     is_ipv6 ? "]" : "", port(), stage == "$default" ? "" : "/", stage == "$default" ? "" : stage);
}

system::HttpServer& FrontEndServer::http() { return *state_->http; }

void FrontEndServer::close() {
  if (state_ && state_->http) state_->http->close();
}

}  // namespace lambdalocal::gateway

#include "emulator/system/http/server.h"

#include <algorithm>
#include <utility>
//
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "emulator/system/http/connection.h"
#include "emulator/system/http/server_state.h"
#include "emulator/system/spawn.h"

namespace asio = boost::asio;
using asio::ip::tcp;

namespace lambdalocal::system {
namespace {

constexpr int kBacklog = 4096;  // the kernel cuts it to net.core.somaxconn

}  // namespace

Result<HttpServer> HttpServer::listen(asio::any_io_executor executor, HttpServerOptions options, HttpHandler handler) {
  boost::system::error_code problem;
  const auto address = asio::ip::make_address(options.address, problem);
  if (problem) return Error{ErrorKind::Usage, "listen on '" + options.address + "': not an IP address"};
  const tcp::endpoint endpoint(address, options.port);
  auto state = std::make_shared<HttpServerState>(executor, std::move(options), std::move(handler));
  state->acceptor.open(endpoint.protocol(), problem);
  if (!problem) state->acceptor.set_option(tcp::acceptor::reuse_address(true), problem);
  if (!problem) state->acceptor.bind(endpoint, problem);
  if (!problem) state->acceptor.listen(kBacklog, problem);
  if (problem) {
    return Error{ErrorKind::System, "listen on " + endpoint.address().to_string() + ":" +
                                        std::to_string(endpoint.port()) + ": " + problem.message()};
  }
  spawn(executor, HttpServerState::accept_connections(state));
  return HttpServer(std::move(state));
}

std::optional<std::uint16_t> HttpServer::free_port_after(const std::string& address, std::uint16_t port) {
  constexpr int kTried = 100;
  boost::system::error_code problem;
  const auto parsed = asio::ip::make_address(address, problem);
  if (problem) return std::nullopt;
  asio::io_context context;
  for (int next = port + 1; next <= std::min(port + kTried, 65535); ++next) {
    tcp::acceptor acceptor(context);
    const tcp::endpoint endpoint(parsed, static_cast<std::uint16_t>(next));
    acceptor.open(endpoint.protocol(), problem);
    if (!problem) acceptor.set_option(tcp::acceptor::reuse_address(true), problem);
    if (!problem) acceptor.bind(endpoint, problem);
    if (!problem) return static_cast<std::uint16_t>(next);
  }
  return std::nullopt;
}

HttpServer::HttpServer(std::shared_ptr<HttpServerState> state) : state_(std::move(state)) {}
HttpServer::HttpServer(HttpServer&&) noexcept = default;
HttpServer& HttpServer::operator=(HttpServer&& other) noexcept {
  if (this != &other) {
    close();
    state_ = std::move(other.state_);
  }
  return *this;
}
HttpServer::~HttpServer() { close(); }

// Whoever waits to accept goes on with it.
void HttpServer::take_over(Fd listening) {
  boost::system::error_code ignored;
  state_->acceptor.close(ignored);
  state_->acceptor.assign(tcp::v4(), listening.release(), ignored);
}

std::uint16_t HttpServer::port() const {
  boost::system::error_code ignored;
  return state_->acceptor.local_endpoint(ignored).port();
}

std::size_t HttpServer::connection_count() const { return state_->connections.size(); }

bool HttpServer::close_oldest_idle() { return state_->close_oldest_idle(); }

void HttpServer::drain() { HttpServerState::drain(state_); }

bool HttpServer::is_answering() const {
  return std::ranges::any_of(state_->connections, [](const HttpConnection* connection) {
    return connection->waits_for() == HttpWait::Nothing;
  });
}

std::size_t HttpServer::idle_count() const {
  return static_cast<std::size_t>(std::ranges::count_if(state_->connections, &HttpConnection::is_idle));
}

void HttpServer::close_idle() {
  while (state_->close_oldest_idle()) {
  }
}

void HttpServer::close_connections() {
  for (HttpConnection* connection : state_->connections) connection->close();
}

void HttpServer::close() {
  if (!state_) return;
  boost::system::error_code ignored;
  state_->acceptor.close(ignored);
  close_connections();
}

}  // namespace lambdalocal::system

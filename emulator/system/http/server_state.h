// What the connections of one HTTP server share: the options, the handler, and the sweeper that ends those which keep
// others waiting. Internal to http_server.
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <unordered_set>

#include "emulator/system/http/server.h"

namespace lambdalocal::system {

// What a connection waits for.
enum class HttpWait {
  Nothing,  // its handler runs
  Request,  // the first byte of one
  Head,     // the rest of a request's head
  Body,     // the next bytes of a body
  Writing,  // the peer to read
  Goodbye,  // the peer to notice that no more is read
};

struct HttpServerState : std::enable_shared_from_this<HttpServerState> {
  HttpServerState(boost::asio::any_io_executor executor_in, HttpServerOptions options_in, HttpHandler handler_in);

  // Accepts until the acceptor is closed.
  static boost::asio::awaitable<void> accept_connections(std::shared_ptr<HttpServerState> state);

  // As HttpServer::drain().
  static void drain(const std::shared_ptr<HttpServerState>& state);

  void enter(HttpConnection* connection);
  void leave(HttpConnection* connection);
  // Closes the connection that has been waiting for a request the longest; false when none does.
  bool close_oldest_idle();
  bool has_room_for(std::size_t bytes) const {
    return options.limits.input_bytes == 0 || held_bytes + bytes <= options.limits.input_bytes;
  }
  bool limits_time() const { return period_.count() > 0; }

  boost::asio::any_io_executor executor;
  HttpServerOptions options;
  HttpHandler handler;
  boost::asio::ip::tcp::acceptor acceptor;
  std::unordered_set<HttpConnection*> connections;
  std::list<HttpConnection*> idle;  // those that wait for a request, the one that has waited the longest first
  std::size_t held_bytes = 0;       // of input, by all connections
  bool draining = false;
  std::uint32_t tick = 0;  // of the sweeper: the clock of all limits

 private:
  static void serve(const std::shared_ptr<HttpServerState>& state, boost::asio::ip::tcp::socket socket);
  static boost::asio::awaitable<void> make_room(std::shared_ptr<HttpServerState> state);
  bool is_full() const;
  void start_sweeping();
  void sweep();
  std::uint32_t ticks_allowed(HttpWait wait) const;  // 0: any number

  std::chrono::milliseconds period_{0};  // of the sweeper; 0: nothing is limited
  boost::asio::steady_timer sweeper_;
  bool sweeping_ = false;
};

}  // namespace lambdalocal::system

// The Lambda Runtime API of one execution environment: an HTTP server on a loopback port of its own, the state machine
// of core/runtime_api/states.h, and the event that is handed out. Tells the environment what the runtime did. Source:
// docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/invocation/invocation.h"
#include "core/result.h"
#include "core/runtime_api/states.h"
#include "emulator/system/http/server.h"
#include "emulator/system/wakeup.h"

namespace lambdalocal::runtime_api {

// What the runtime posted for an invocation, or as init error.
struct Posted {
  std::string payload;
  std::string content_type;
  std::string error_type;  // normalised; empty for a response
};

// What the environment hears. Called on the loop; must not block. Whoever waits for what is told runs before the call returns,
// and may offer the next event in it.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void runtime_ready() = 0;            // it asked for `next` and has no event: init, or the invocation, is over
  virtual void restore_ready() {}              // SnapStart: it waits for the restore of its snapshot
  virtual void init_failed(Posted error) = 0;  // or its restore
  virtual void response_began() {}             // its head is there
  virtual void responded(Posted response) = 0;  // a buffered response, or the end of a streamed one
  virtual void failed(Posted error) = 0;        // an error was posted, or a stream ended with one
  virtual void response_too_large() = 0;
  virtual void invalid_response_mode() = 0;  // the runtime cannot go on from there
  // A streamed response: its beginning, and each piece as it arrives. The next piece is read when the awaitable is
  // done.
  virtual void stream_began(std::string_view content_type) = 0;
  virtual boost::asio::awaitable<void> stream_piece(std::string_view piece) = 0;
};

class Server : public std::enable_shared_from_this<Server> {
 public:
  // `observer` is called until close(). `admission` says which connections are of the environment; none: all of them.
  // `others` answers what is no path of the Runtime API: the APIs of extensions live on the same port; none: it is not found.
  static Result<std::shared_ptr<Server>> listen(boost::asio::any_io_executor executor, Observer& observer,
                                                system::HttpAdmission admission = nullptr,
                                                system::HttpHandler others = nullptr);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Listens by this socket from now on, in the network of a sandbox.
  void take_over(system::Fd listening) { http_->take_over(std::move(listening)); }

  std::string address() const;  // host:port, as AWS_LAMBDA_RUNTIME_API has it
  State state() const { return state_; }
  std::size_t connection_count() const { return http_->connection_count(); }

  // Hands out `invocation` to the runtime's next, or parked, call of `next`.
  void offer(const Invocation& invocation, std::chrono::system_clock::time_point deadline);
  // SnapStart, else its paths are not found.
  void enable_restore() { has_restore_ = true; }
  // The snapshot is restored: the runtime goes on from restore/next.
  void restore();
  // A new runtime process starts on the same address: every connection of the old one is gone.
  void restart();
  void close();

 private:
  Server(boost::asio::any_io_executor executor, Observer& observer);

  boost::asio::awaitable<void> serve(system::HttpExchange& exchange);
  boost::asio::awaitable<void> serve_next(system::HttpExchange& exchange);
  void hold(system::HttpExchange& exchange);
  void release_later();
  boost::asio::awaitable<void> serve_response(system::HttpExchange& exchange);
  boost::asio::awaitable<void> read_streamed_response(system::HttpExchange& exchange, std::string content_type);
  boost::asio::awaitable<void> serve_error(system::HttpExchange& exchange);
  boost::asio::awaitable<void> serve_init_error(system::HttpExchange& exchange, State to);
  boost::asio::awaitable<void> serve_restore_next(system::HttpExchange& exchange);
  boost::asio::awaitable<std::optional<Posted>> read_error(system::HttpExchange& exchange);
  // Both answer the exchange themselves when they say no.
  bool is_current(system::HttpExchange& exchange, std::string_view request_id);
  bool step(system::HttpExchange& exchange, State to);

  Observer& observer_;
  system::HttpHandler others_;
  std::optional<system::HttpServer> http_;
  system::Wakeup event_offered_;
  system::HttpExchange* held_ = nullptr;  // parked in `next`, with an answer that has not left yet
  unsigned holds_ = 0;
  boost::asio::steady_timer release_;
  bool releasing_ = false;
  system::Wakeup restored_;
  bool has_restore_ = false;
  State state_ = State::Started;
  unsigned generation_ =
      0;  // of the runtime process: what the connections of an earlier one still do counts for nothing
  std::string request_id_;  // of the event handed out last; empty before the first
  std::string invocation_id_;
  bool event_waiting_ = false;
  std::string event_header_lines_;
  std::shared_ptr<const std::string> event_;
};

}  // namespace lambdalocal::runtime_api

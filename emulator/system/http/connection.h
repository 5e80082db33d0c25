// One connection of the HTTP server: reads requests one after the other, hands each to the handler, writes what the
// handler queued. Internal to http_server.
#pragma once

#include <utility>
//
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/system/http/request_parser.h"
#include "emulator/system/http/server.h"
#include "emulator/system/http/server_state.h"
#include "emulator/system/http/tls.h"

namespace lambdalocal::system {

class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(boost::asio::ip::tcp::socket socket, std::shared_ptr<HttpServerState> server);
  ~HttpConnection();
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  // Serves requests until the peer or the server ends the connection.
  static boost::asio::awaitable<void> run(std::shared_ptr<HttpConnection> self);
  void close();

  // For the server's limits.
  HttpWait waits_for() const { return waits_for_; }
  std::uint32_t waiting_since() const { return waiting_since_; }  // in the server's ticks
  bool is_idle() const;                                           // and nothing has come that waits to be read
  // It is idle, and not because its first request is on its way.
  bool may_make_room() const;
  void expire();  // it has waited too long

 private:
  friend class HttpExchange;
  struct Segment {
    std::string text;
    std::string_view body;                     // follows the text
    std::shared_ptr<const std::string> owner;  // of the body, where its writer does not wait for it to leave
  };
  enum class Answer { Open, Whole, Chunked, UntilClose, WithoutBody };  // Open: nothing answered yet

  // Reading (http_connection.cpp)
  enum class Head { Complete, Incomplete, Refused };
  void expect_head();
  Head parse_head();
  boost::asio::awaitable<bool> continue_body();
  bool next_piece(std::string_view& piece);
  boost::asio::awaitable<std::optional<std::string_view>> read_some();
  boost::asio::awaitable<bool> skip_body();
  boost::asio::awaitable<bool> fill();
  boost::asio::awaitable<bool> fill_body(std::string& body, std::size_t missing);
  boost::asio::awaitable<std::size_t> receive(boost::asio::mutable_buffer room);
  boost::asio::awaitable<std::size_t> receive_over_tls(boost::asio::mutable_buffer room);
  boost::asio::awaitable<void> say_goodbye();
  void refuse(HttpRefusal refusal);
  void wait_for(HttpWait what);
  void count_held();
  void turn_away_soon();
  std::string_view buffered() const { return {static_cast<const char*>(input_.data().data()), input_.size()}; }

  // Writing (http_output.cpp)
  void respond(int status, std::string_view header_lines, std::string_view body,
               std::shared_ptr<const std::string> owner);
  void begin(int status, std::string_view header_lines);
  boost::asio::awaitable<bool> write(std::string_view piece);
  boost::asio::awaitable<void> end();
  void abort();
  void append_head(int status, std::string_view header_lines);
  void append_body(std::string_view body, std::shared_ptr<const std::string> owner);
  std::string& output_text();
  boost::asio::awaitable<void> flush();
  bool flush_now();
  std::size_t write_some(boost::system::error_code& problem);
  void forget_written();
  void drop_output();

  bool gone() const { return gone_ || !socket_.is_open(); }
  void tell_gone();
  void watch_peer();

  boost::asio::ip::tcp::socket socket_;
  std::shared_ptr<HttpServerState> server_;
  std::unique_ptr<TlsSession> tls_;  // over socket_, where TLS is served
  boost::beast::flat_buffer input_;
  std::optional<HttpRequestParser> parser_;
  std::deque<Segment> output_;                            // segments stay where they are while they are written
  std::string spare_;                                     // memory of a text that has left
  std::vector<boost::asio::const_buffer> write_buffers_;  // what is left of the segments begun to be written
  std::size_t writing_ = 0;                               // how many segments those are
  std::function<void()> on_peer_gone_;                    // of the handler that runs
  Answer answer_ = Answer::Open;
  HttpWait waits_for_ = HttpWait::Nothing;
  std::uint32_t waiting_since_ = 0;
  std::list<HttpConnection*>::iterator idle_place_;  // in the server's list, while it waits for a request
  std::size_t held_ = 0;                             // of the server's held_bytes
  const std::chrono::steady_clock::time_point accepted_ = std::chrono::steady_clock::now();
  bool has_asked_ = false;
  bool ended_ = false;  // the peer sends no more
  bool gone_ = false;   // the peer takes no more
  bool watched_ = false;
  bool truncated_ = false;
  bool line_skipped_ = false;  // an empty line before the request
  bool close_after_ = false;
  bool expects_continue_ = false;
  bool expired_ = false;
  bool write_wants_read_ = false;  // of TLS: a handshake, a new key
};

}  // namespace lambdalocal::system

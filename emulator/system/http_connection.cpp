#include "emulator/system/http_connection.h"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/error.hpp>
#include <limits>

namespace asio = boost::asio;
namespace http = boost::beast::http;

namespace lambdalocal::system {
namespace {

constexpr std::size_t kSmallRead = 4 * 1024;    // an idle connection holds no more than this
constexpr std::size_t kLargeRead = 256 * 1024;  // while a body arrives

}  // namespace

HttpConnection::HttpConnection(asio::ip::tcp::socket socket, std::shared_ptr<HttpServerState> server)
    : socket_(std::move(socket)), server_(std::move(server)) {
  boost::system::error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
  server_->connections.insert(this);
}

HttpConnection::~HttpConnection() { server_->connections.erase(this); }

void HttpConnection::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
  tell_gone();
}

asio::awaitable<void> HttpConnection::run(std::shared_ptr<HttpConnection> self) {
  HttpConnection& connection = *self;
  for (;;) {
    const bool asked = co_await connection.read_head();
    if (!asked) break;
    HttpExchange exchange(connection);
    co_await connection.server_->handler(exchange);
    connection.on_peer_gone_ = nullptr;
    if (connection.answer_ == Answer::Chunked || connection.answer_ == Answer::UntilClose) connection.abort();
    const bool unanswered = connection.answer_ == Answer::Open;
    if (unanswered || connection.close_after_ || !connection.parser_->keep_alive()) break;
    const bool skipped = co_await connection.skip_body();
    if (!skipped) break;
  }
  co_await connection.flush();
  boost::system::error_code ignored;
  connection.socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  connection.close();
}

asio::awaitable<bool> HttpConnection::read_head() {
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(server_->options.header_bytes));
  parser_->body_limit(std::numeric_limits<std::uint64_t>::max());  // the handler knows; none means zero to Boost 1.74
  truncated_ = false;
  answer_ = Answer::Open;
  for (;;) {
    if (!socket_.is_open()) co_return false;  // what was pipelined is not served after close()
    if (input_.size() > 0) {
      boost::beast::error_code problem;
      input_.consume(parser_->put(input_.data(), problem));
      if (problem && problem != http::error::need_more) {
        refuse(problem);
        co_return false;
      }
      if (parser_->is_header_done()) break;
    }
    const bool filled = co_await fill();
    if (!filled) co_return false;
  }
  expects_continue_ = parser_->field("Expect").has_value();
  co_return true;
}

// A body the client holds back until it is told to go on.
asio::awaitable<bool> HttpConnection::continue_body() {
  if (std::exchange(expects_continue_, false) && input_.size() == 0) {
    output_text() += "HTTP/1.1 100 Continue\r\n\r\n";
    co_await flush();
  }
  co_return socket_.is_open();
}

asio::awaitable<std::optional<std::string_view>> HttpConnection::read_some() {
  if (expects_continue_) co_await continue_body();
  bool more = input_.size() > 0;
  while (!parser_->is_done()) {
    if (!more) {
      const bool filled = co_await fill();
      if (!filled) break;
    }
    boost::beast::error_code problem;
    input_.consume(parser_->put(input_.data(), problem));
    if (const std::string_view piece = parser_->take_piece(); !piece.empty()) co_return piece;
    if (problem && problem != http::error::need_more) break;
    more = !problem && input_.size() > 0;
  }
  truncated_ = !parser_->is_done();
  co_return std::nullopt;
}

asio::awaitable<bool> HttpConnection::skip_body() {
  for (;;) {
    const auto dropped = co_await read_some();
    if (!dropped) co_return !truncated_;
  }
}

// More bytes from the peer. Whatever is queued for it leaves first: it may be waiting for that.
asio::awaitable<bool> HttpConnection::fill() {
  co_await flush();
  if (ended_) co_return false;  // Asio never completes a read that follows the end of the stream
  const bool in_body = parser_->is_header_done() || input_.size() > 0;
  boost::system::error_code problem;
  if (!in_body && input_.capacity() > kSmallRead) input_.shrink_to_fit();
  const std::size_t wanted = in_body ? std::clamp(input_.capacity() * 2, kSmallRead, kLargeRead) : kSmallRead;
  const std::size_t size =
      co_await socket_.async_read_some(input_.prepare(wanted), asio::redirect_error(asio::use_awaitable, problem));
  input_.commit(size);
  ended_ = problem || size == 0;
  co_return !ended_;
}

void HttpConnection::refuse(boost::beast::error_code problem) {
  close_after_ = true;
  respond(problem == http::error::header_limit ? 431 : 400, "", {}, nullptr);
}

}  // namespace lambdalocal::system

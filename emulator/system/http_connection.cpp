#include "emulator/system/http_connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/status.hpp>
#include <limits>

namespace asio = boost::asio;
namespace http = boost::beast::http;

namespace lambdalocal::system {
namespace {

constexpr std::size_t kSmallRead = 4 * 1024;    // an idle connection holds no more than this
constexpr std::size_t kLargeRead = 256 * 1024;  // while a body arrives
constexpr std::size_t kCopiedBody = 16 * 1024;  // longer bodies are written from where they are

std::string_view as_view(boost::beast::string_view text) { return {text.data(), text.size()}; }

void append_head(std::string& text, int status, std::string_view header_lines, std::size_t body_size) {
  const auto reason = http::obsolete_reason(static_cast<http::status>(status));
  fmt::format_to(std::back_inserter(text), "HTTP/1.1 {} {}\r\n{}Content-Length: {}\r\n\r\n", status, as_view(reason),
                 header_lines, body_size);
}

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
}

asio::awaitable<void> HttpConnection::run(std::shared_ptr<HttpConnection> self) {
  HttpConnection& connection = *self;
  while (co_await connection.read_head()) {
    HttpExchange exchange(connection);
    co_await connection.server_->handler(exchange);
    if (connection.close_after_ || !connection.parser_->keep_alive()) break;
    if (!co_await connection.skip_body()) break;
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
  for (;;) {
    if (input_.size() > 0) {
      boost::beast::error_code problem;
      input_.consume(parser_->put(input_.data(), problem));
      if (problem && problem != http::error::need_more) {
        refuse(problem);
        co_return false;
      }
      if (parser_->is_header_done()) break;
    }
    if (!co_await fill()) co_return false;
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

asio::awaitable<void> HttpConnection::flush() {
  while (!flush_now()) {
    boost::system::error_code problem;
    co_await asio::async_write(socket_, write_buffers_, asio::redirect_error(asio::use_awaitable, problem));
    write_buffers_.clear();
    forget_written();
    if (problem) drop_output();
  }
}

// Whether all has been written, or never can be. Most answers fit the socket: no turn of the loop.
bool HttpConnection::flush_now() {
  while (!output_.empty()) {
    if (write_buffers_.empty()) {
      for (const Segment& segment : output_) {
        write_buffers_.emplace_back(segment.text.data(), segment.text.size());
        if (segment.body) write_buffers_.emplace_back(segment.body->data(), segment.body->size());
      }
      writing_ = output_.size();
    }
    boost::system::error_code problem;
    std::size_t written = socket_.write_some(write_buffers_, problem);
    if (problem == asio::error::would_block) return false;
    if (problem) {
      drop_output();
      return true;
    }
    while (!write_buffers_.empty() && written >= write_buffers_.front().size()) {
      written -= write_buffers_.front().size();
      write_buffers_.erase(write_buffers_.begin());
    }
    if (!write_buffers_.empty()) {
      write_buffers_.front() += written;
      return false;
    }
    forget_written();
  }
  return true;
}

void HttpConnection::forget_written() {
  output_.erase(output_.begin(), output_.begin() + static_cast<std::ptrdiff_t>(std::exchange(writing_, 0)));
}

void HttpConnection::drop_output() {
  output_.clear();
  write_buffers_.clear();
  writing_ = 0;
  close();
}

void HttpConnection::refuse(boost::beast::error_code problem) {
  close_after_ = true;
  const int status = problem == http::error::header_limit ? 431 : 400;
  append_head(output_text(), status, "Connection: close\r\n", 0);
}

std::string& HttpConnection::output_text() {
  // What is being written already must stay where it is.
  if (output_.empty() || output_.back().body || !write_buffers_.empty()) output_.emplace_back();
  return output_.back().text;
}

std::string_view HttpExchange::method() const { return connection_.parser_->method(); }
std::string_view HttpExchange::target() const { return connection_.parser_->target(); }

std::optional<std::string_view> HttpExchange::header(std::string_view name) const {
  return connection_.parser_->field(name);
}

std::vector<std::pair<std::string_view, std::string_view>> HttpExchange::headers() const {
  return connection_.parser_->fields();
}

std::string_view HttpExchange::protocol() const {
  return connection_.parser_->version() == 10 ? "HTTP/1.0" : "HTTP/1.1";
}

std::string HttpExchange::peer_address() const {
  boost::system::error_code ignored;
  return connection_.socket_.remote_endpoint(ignored).address().to_string();
}

std::uint16_t HttpExchange::port() const {
  boost::system::error_code ignored;
  return connection_.socket_.local_endpoint(ignored).port();
}

void HttpExchange::flush_now() { connection_.flush_now(); }

asio::awaitable<HttpExchange::BodyEnd> HttpExchange::read_body(std::string& body, std::size_t limit) {
  if (const auto length = connection_.parser_->content_length()) body.reserve(std::min<std::size_t>(*length, limit));
  bool too_large = false;
  for (;;) {
    const auto piece = co_await connection_.read_some();
    if (!piece) break;
    too_large = too_large || piece->size() > limit - body.size();
    if (!too_large) body += *piece;
  }
  if (connection_.truncated_) co_return BodyEnd::Truncated;
  co_return too_large ? BodyEnd::TooLarge : BodyEnd::Complete;
}

asio::awaitable<std::optional<std::string_view>> HttpExchange::read_some() { return connection_.read_some(); }

bool HttpExchange::truncated() const { return connection_.truncated_; }

void HttpExchange::respond(int status, std::string_view header_lines, std::string_view body) {
  std::string& text = connection_.output_text();
  append_head(text, status, header_lines, body.size());
  text += body;
}

void HttpExchange::respond(int status, std::string_view header_lines, std::shared_ptr<const std::string> body) {
  if (body->size() <= kCopiedBody) return respond(status, header_lines, *body);
  append_head(connection_.output_text(), status, header_lines, body->size());
  connection_.output_.back().body = std::move(body);
}

asio::awaitable<void> HttpExchange::flush() { return connection_.flush(); }

void HttpExchange::close_after() { connection_.close_after_ = true; }

}  // namespace lambdalocal::system

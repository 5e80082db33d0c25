// What a handler sees of the connection its request came by.
#include <algorithm>

#include "emulator/system/http/connection.h"

namespace asio = boost::asio;

namespace lambdalocal::system {
namespace {

constexpr std::uint64_t kReadStraight = 64 * 1024;  // what is shorter fits what the connection reads into

}  // namespace

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

std::string HttpExchange::peer() const {
  boost::system::error_code ignored;
  const auto endpoint = connection_.socket_.remote_endpoint(ignored);
  return endpoint.address().to_string() + ":" + std::to_string(endpoint.port());
}

std::uint16_t HttpExchange::port() const {
  boost::system::error_code ignored;
  return connection_.socket_.local_endpoint(ignored).port();
}

std::string HttpExchange::scheme() const { return connection_.tls_ ? "https" : "http"; }

void HttpExchange::flush_now() { connection_.flush_now(); }

asio::awaitable<HttpExchange::BodyEnd> HttpExchange::read_body(std::string& body, std::size_t limit) {
  if (const auto length = connection_.parser_->content_length()) body.reserve(std::min<std::size_t>(*length, limit));
  bool too_large = false;
  if (connection_.expects_continue_) co_await connection_.continue_body();
  for (;;) {
    std::string_view piece;
    if (!connection_.next_piece(piece)) {
      const std::uint64_t missing = connection_.parser_->body_missing();
      const bool fits = !too_large && missing <= limit - body.size();
      const bool straight = fits && missing >= kReadStraight && connection_.input_.size() == 0;
      const bool filled = straight ? co_await connection_.fill_body(body, missing) : co_await connection_.fill();
      if (filled) continue;
      connection_.truncated_ = true;
      break;
    }
    if (piece.empty()) break;
    too_large = too_large || piece.size() > limit - body.size();
    if (!too_large) body += piece;
  }
  if (connection_.truncated_) co_return BodyEnd::Truncated;
  co_return too_large ? BodyEnd::TooLarge : BodyEnd::Complete;
}

asio::awaitable<std::optional<std::string_view>> HttpExchange::read_some() { return connection_.read_some(); }

bool HttpExchange::truncated() const { return connection_.truncated_; }

void HttpExchange::respond(int status, std::string_view header_lines, std::string_view body) {
  connection_.respond(status, header_lines, body, nullptr);
}

void HttpExchange::respond(int status, std::string_view header_lines, std::shared_ptr<const std::string> body) {
  const std::string_view bytes = *body;
  connection_.respond(status, header_lines, bytes, std::move(body));
}

asio::awaitable<void> HttpExchange::flush() { return connection_.flush(); }

void HttpExchange::begin(int status, std::string_view header_lines) { connection_.begin(status, header_lines); }

asio::awaitable<bool> HttpExchange::write(std::string_view piece) { return connection_.write(piece); }

asio::awaitable<void> HttpExchange::end() { return connection_.end(); }

void HttpExchange::abort() { connection_.abort(); }

bool HttpExchange::peer_gone() const { return connection_.gone(); }

void HttpExchange::on_peer_gone(std::function<void()> action) {
  connection_.on_peer_gone_ = std::move(action);
  if (connection_.gone()) return connection_.tell_gone();
  connection_.watch_peer();
}

bool HttpExchange::is_draining() const { return connection_.server_->draining; }

void HttpExchange::close_after() { connection_.close_after_ = true; }

}  // namespace lambdalocal::system

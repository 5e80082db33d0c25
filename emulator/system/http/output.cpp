// The writing side of a connection: answers, whole or streamed, and the queue they leave by.
#include <poll.h>
#include <sys/socket.h>

#include <charconv>
#include <iterator>
#include <utility>
//
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/status.hpp>

#include "emulator/system/http/connection.h"

namespace asio = boost::asio;
namespace http = boost::beast::http;

namespace lambdalocal::system {
namespace {

constexpr std::size_t kCopiedBody = 16 * 1024;  // longer bodies are written from where they are

constexpr std::size_t kKept = 2 * 1024;  // of a small answer's memory, for the next one

bool without_body(int status) { return status == 204 || status == 304; }

void append_number(std::string& text, std::size_t number, int base = 10) {
  char digits[20];
  text.append(digits, std::to_chars(digits, std::end(digits), number, base).ptr);
}

}  // namespace

void HttpConnection::append_head(int status, std::string_view header_lines) {
  close_after_ = close_after_ || server_->draining;
  const auto reason = http::obsolete_reason(static_cast<http::status>(status));
  std::string& text = output_text();
  text += "HTTP/1.1 ";
  append_number(text, static_cast<std::size_t>(status));
  text += ' ';
  text.append(reason.data(), reason.size()).append("\r\n").append(header_lines);
  if (close_after_ || !parser_->keep_alive()) {
    text += "Connection: close\r\n";
  } else if (parser_->version() == 10) {
    text += "Connection: keep-alive\r\n";
  }
}

void HttpConnection::append_body(std::string_view body, std::shared_ptr<const std::string> owner) {
  if (body.size() <= kCopiedBody) {
    output_text() += body;
  } else {
    output_text();
    output_.back().body = body;
    output_.back().owner = std::move(owner);
  }
}

void HttpConnection::respond(int status, std::string_view header_lines, std::string_view body,
                             std::shared_ptr<const std::string> owner) {
  append_head(status, header_lines);
  answer_ = Answer::Whole;
  std::string& text = output_text();
  if (without_body(status)) {
    text += "\r\n";
    return;
  }
  text += "Content-Length: ";
  append_number(text, body.size());
  text += "\r\n\r\n";
  if (parser_->method() == "HEAD") return;
  if (owner) return append_body(body, std::move(owner));
  output_text() += body;
}

void HttpConnection::begin(int status, std::string_view header_lines) {
  const bool chunks = parser_->version() >= 11;
  if (without_body(status) || parser_->method() == "HEAD") {
    answer_ = Answer::WithoutBody;
  } else {
    answer_ = chunks ? Answer::Chunked : Answer::UntilClose;
    close_after_ = close_after_ || !chunks;
  }
  append_head(status, header_lines);
  output_text() += chunks && !without_body(status) ? "Transfer-Encoding: chunked\r\n\r\n" : "\r\n";
}

asio::awaitable<bool> HttpConnection::write(std::string_view piece) {
  if (gone()) co_return false;
  if (!piece.empty() && answer_ == Answer::Chunked) {
    append_number(output_text(), piece.size(), 16);
    output_text() += "\r\n";
    append_body(piece, nullptr);
    output_text() += "\r\n";
  } else if (answer_ == Answer::UntilClose) {
    append_body(piece, nullptr);
  }
  if (!flush_now()) co_await flush();
  co_return !gone();
}

asio::awaitable<void> HttpConnection::end() {
  if (answer_ == Answer::Chunked && !gone()) output_text() += "0\r\n\r\n";
  answer_ = Answer::Whole;
  if (!flush_now()) co_await flush();
}

// What was written still arrives, without the last chunk. Where the end of the connection is the body's, only a reset
// tells the client that this is not all.
void HttpConnection::abort() {
  flush_now();
  if (answer_ == Answer::UntilClose) {
    boost::system::error_code ignored;
    socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  }
  answer_ = Answer::Whole;
  close_after_ = true;
  drop_output();
}

asio::awaitable<void> HttpConnection::flush() {
  while (!flush_now()) {
    boost::system::error_code problem;
    wait_for(HttpWait::Writing);
    const auto ready = write_wants_read_ ? asio::socket_base::wait_read : asio::socket_base::wait_write;
    co_await socket_.async_wait(ready, asio::redirect_error(asio::use_awaitable, problem));
    wait_for(HttpWait::Nothing);
  }
}

// Whether all has been written, or never can be. Most answers fit the socket: no turn of the loop.
bool HttpConnection::flush_now() {
  while (!output_.empty()) {
    if (write_buffers_.empty()) {
      for (const Segment& segment : output_) {
        write_buffers_.emplace_back(segment.text.data(), segment.text.size());
        if (!segment.body.empty()) write_buffers_.emplace_back(segment.body.data(), segment.body.size());
      }
      writing_ = output_.size();
    }
    boost::system::error_code problem;
    std::size_t written = write_some(problem);
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

// As much of write_buffers_ as the socket takes at once.
std::size_t HttpConnection::write_some(boost::system::error_code& problem) {
  if (!tls_) return socket_.write_some(write_buffers_, problem);
  std::size_t total = 0;
  for (const asio::const_buffer& buffer : write_buffers_) {
    std::string_view left(static_cast<const char*>(buffer.data()), buffer.size());
    while (!left.empty()) {
      std::size_t written = 0;
      const auto outcome = socket_.is_open() ? tls_->write(left, written) : TlsSession::Outcome::Failed;
      write_wants_read_ = outcome == TlsSession::Outcome::WantsRead;
      if (outcome == TlsSession::Outcome::Done) {
        left.remove_prefix(written);
        total += written;
        continue;
      }
      if (outcome == TlsSession::Outcome::Ended || outcome == TlsSession::Outcome::Failed) {
        problem = asio::error::broken_pipe;
      } else if (total == 0) {
        problem = asio::error::would_block;
      }
      return total;
    }
  }
  return total;
}

void HttpConnection::forget_written() {
  if (std::string& text = output_.front().text; text.capacity() <= kKept && text.capacity() > spare_.capacity()) {
    spare_ = std::move(text);
    spare_.clear();
  }
  output_.erase(output_.begin(), output_.begin() + static_cast<std::ptrdiff_t>(std::exchange(writing_, 0)));
}

void HttpConnection::drop_output() {
  output_.clear();
  write_buffers_.clear();
  writing_ = 0;
  close();
}

std::string& HttpConnection::output_text() {
  // What is being written already must stay where it is.
  if (output_.empty() || !output_.back().body.empty() || !write_buffers_.empty()) {
    output_.emplace_back().text = std::exchange(spare_, {});
  }
  return output_.back().text;
}

// Posted: the handler may be what is running, and the server may be walking over its connections.
void HttpConnection::tell_gone() {
  gone_ = true;
  if (!on_peer_gone_) return;
  asio::post(server_->executor, [self = shared_from_this()] {
    if (const auto action = std::exchange(self->on_peer_gone_, nullptr)) action();
  });
}

// Errors and hang-ups only: a peer that has ended its sending may still be reading, and its next request is not touched.
void HttpConnection::watch_peer() {
  if (std::exchange(watched_, true)) return;
  socket_.async_wait(asio::socket_base::wait_error, [self = shared_from_this()](boost::system::error_code) {
    if (!self->socket_.is_open()) return;
    self->watched_ = false;
    pollfd state{self->socket_.native_handle(), 0, 0};
    const bool left = ::poll(&state, 1, 0) > 0 && (state.revents & (POLLERR | POLLHUP)) != 0;
    if (left) return self->tell_gone();
    if (self->on_peer_gone_) self->watch_peer();  // urgent data, which nobody asked for, or another wait was cancelled
  });
}

}  // namespace lambdalocal::system

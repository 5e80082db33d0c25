#include "emulator/system/http/connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace asio = boost::asio;

namespace lambdalocal::system {
namespace {

constexpr std::size_t kSmallRead = 4 * 1024;    // an idle connection holds no more than this
constexpr std::size_t kLargeRead = 256 * 1024;  // while a body arrives

constexpr std::size_t kUnheardAtMost = 1024 * 1024;
constexpr std::chrono::milliseconds kForFirstRequest{250};  // where others wait to be accepted
constexpr std::chrono::seconds kForStrangers{2};
constexpr std::size_t kStrangersAtMost = 64;  // and others, at once: beyond, a stranger is not even told so
constexpr HttpRefusal kStranger{403, "this port serves other processes"};
constexpr HttpRefusal kNoRoom{431, "too much is being read at once"};
constexpr HttpRefusal kTooSlow{408, "the request did not arrive in time"};

}  // namespace

HttpConnection::HttpConnection(asio::ip::tcp::socket socket, std::shared_ptr<HttpServerState> server)
    : socket_(std::move(socket)), server_(std::move(server)) {
  boost::system::error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
  if (server_->options.tls) tls_ = server_->options.tls->accept(socket_.native_handle());
  server_->enter(this);
}

HttpConnection::~HttpConnection() {
  wait_for(HttpWait::Nothing);
  server_->held_bytes -= held_;
  server_->leave(this);
}

void HttpConnection::close() {
  boost::system::error_code ignored;
  wait_for(HttpWait::Nothing);
  socket_.close(ignored);
  tell_gone();
}

bool HttpConnection::is_idle() const {
  if (waits_for_ != HttpWait::Request || gone()) return false;
  boost::system::error_code ignored;
  return socket_.available(ignored) == 0;
}

bool HttpConnection::may_make_room() const {
  return is_idle() && (has_asked_ || std::chrono::steady_clock::now() - accepted_ >= kForFirstRequest);
}

void HttpConnection::expire() {
  boost::system::error_code ignored;
  if (waits_for_ == HttpWait::Writing) {  // a reset: what the kernel still holds for this peer goes too
    socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  } else if (tls_ && !tls_->established()) {
    return close();
  } else if (waits_for_ == HttpWait::Head || waits_for_ == HttpWait::Body) {
    expired_ = true;
    socket_.cancel(ignored);
    return;
  }
  close();
}

// Starts the time of the limit; that of a head runs from its first byte.
void HttpConnection::wait_for(HttpWait what) {
  if (what == HttpWait::Head && waits_for_ == what) return;
  if (waits_for_ == HttpWait::Request) server_->idle.erase(idle_place_);
  waits_for_ = what;
  waiting_since_ = server_->tick;
  if (what == HttpWait::Request) idle_place_ = server_->idle.insert(server_->idle.end(), this);
}

// What this connection holds of what the peer sent.
void HttpConnection::count_held() {
  const std::size_t held = input_.capacity() + (parser_ ? parser_->held_bytes() : 0);
  server_->held_bytes += held - held_;
  held_ = held;
}

// Reads its request as far as it comes at once: an answer that overtakes the request may be lost with it.
void HttpConnection::turn_away_soon() {
  const auto timer = std::make_shared<asio::steady_timer>(server_->executor, kForStrangers);
  timer->async_wait([weak = weak_from_this(), timer](boost::system::error_code) {
    if (const auto self = weak.lock()) self->close();
  });
}

asio::awaitable<void> HttpConnection::run(std::shared_ptr<HttpConnection> self) {
  HttpConnection& connection = *self;
  bool admitted = true;
  if (connection.server_->options.admission) {
    admitted = co_await connection.server_->options.admission(connection.socket_.native_handle());
    if (!admitted && connection.server_->connections.size() > kStrangersAtMost) co_return connection.close();
    if (!admitted) connection.turn_away_soon();
  }
  for (;;) {
    connection.expect_head();
    Head head = connection.parse_head();
    while (head == Head::Incomplete) {
      const bool filled = co_await connection.fill();
      if (!filled) break;
      head = connection.parse_head();
    }
    if (head == Head::Incomplete && connection.expired_) connection.refuse(kTooSlow);
    if (head == Head::Complete && !admitted) connection.refuse(kStranger);
    if (head != Head::Complete || !admitted) break;
    HttpExchange exchange(connection);
    if (auto answering = connection.server_->handler(exchange); answering.valid()) co_await std::move(answering);
    connection.on_peer_gone_ = nullptr;
    if (connection.answer_ == Answer::Chunked || connection.answer_ == Answer::UntilClose) connection.abort();
    if (connection.answer_ == Answer::Open) {
      if (connection.expired_) connection.refuse(kTooSlow);
      if (connection.parser_->refusal().status != 0) connection.refuse(connection.parser_->refusal());
      break;
    }
    if (connection.close_after_ || !connection.parser_->keep_alive()) break;
    if (connection.parser_->is_done()) continue;
    connection.expects_continue_ = false;  // the answer has left: whoever still sends need not be told to
    const bool skipped = co_await connection.skip_body();
    if (!skipped) break;
  }
  co_await connection.flush();
  co_await connection.say_goodbye();
  connection.close();
}

// The end of ours, and what the peer had still to say, unheard: closing with bytes unread is a reset, which may overtake
// the answer.
asio::awaitable<void> HttpConnection::say_goodbye() {
  boost::system::error_code problem;
  if (tls_) tls_->shut_down();
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, problem);
  const bool all_read = parser_->is_done() && input_.size() == 0;
  if (problem || ended_ || all_read) co_return;
  wait_for(HttpWait::Goodbye);
  input_.clear();
  for (std::size_t dropped = 0; !problem && dropped < kUnheardAtMost;) {
    const auto room = input_.prepare(kSmallRead);
    std::size_t size = socket_.read_some(room, problem);
    if (problem == asio::error::would_block && server_->limits_time()) {
      size = co_await socket_.async_read_some(room, asio::redirect_error(asio::use_awaitable, problem));
    }
    dropped += size;
  }
}

void HttpConnection::expect_head() {
  parser_.emplace(server_->options.header_bytes);
  truncated_ = false;
  line_skipped_ = false;
  answer_ = Answer::Open;
}

// As far as the bytes at hand go.
HttpConnection::Head HttpConnection::parse_head() {
  if (!socket_.is_open()) return Head::Refused;  // what was pipelined is not served after close()
  if (!line_skipped_ && !parser_->got_some() && buffered().starts_with("\r\n")) {
    input_.consume(2);  // some clients end a body with an empty line
    line_skipped_ = true;
  }
  const bool half_line = !line_skipped_ && !parser_->got_some() && buffered() == "\r";
  if (half_line) return Head::Incomplete;
  std::size_t taken = 0;
  const auto progress = parser_->put(buffered(), taken);
  input_.consume(taken);
  if (progress == HttpRequestParser::Progress::Refused) {
    refuse(parser_->refusal());
    return Head::Refused;
  }
  if (!parser_->is_header_done()) return Head::Incomplete;
  wait_for(HttpWait::Nothing);
  has_asked_ = true;
  expects_continue_ = parser_->field("Expect").has_value();
  return Head::Complete;
}

// A body the client holds back until it is told to go on.
asio::awaitable<bool> HttpConnection::continue_body() {
  if (std::exchange(expects_continue_, false) && input_.size() == 0) {
    output_text() += "HTTP/1.1 100 Continue\r\n\r\n";
    co_await flush();
  }
  co_return socket_.is_open();
}

// The next piece of the body that lies in the bytes at hand, empty at the body's end; false: more bytes are needed.
bool HttpConnection::next_piece(std::string_view& piece) {
  piece = {};
  while (!parser_->is_done()) {
    std::size_t taken = 0;
    const auto progress = parser_->put(buffered(), taken);
    input_.consume(taken);
    piece = parser_->take_piece();
    if (!piece.empty()) return true;
    if (progress == HttpRequestParser::Progress::Stuck) return false;
    if (progress == HttpRequestParser::Progress::Refused) break;
  }
  truncated_ = !parser_->is_done();
  if (!truncated_ && input_.size() == 0 && input_.capacity() > kSmallRead) input_.shrink_to_fit();
  return true;
}

asio::awaitable<std::optional<std::string_view>> HttpConnection::read_some() {
  if (expects_continue_) co_await continue_body();
  std::string_view piece;
  while (!next_piece(piece)) {
    const bool filled = co_await fill();
    if (filled) continue;
    truncated_ = true;
    co_return std::nullopt;
  }
  if (piece.empty()) co_return std::nullopt;
  co_return piece;
}

asio::awaitable<bool> HttpConnection::skip_body() {
  for (;;) {
    const auto dropped = co_await read_some();
    if (!dropped) co_return !truncated_;
  }
}

// More bytes from the peer. Whatever is queued for it leaves first: it may be waiting for that.
asio::awaitable<bool> HttpConnection::fill() {
  if (!flush_now()) co_await flush();
  if (ended_ || expired_) co_return false;  // Asio never completes a read that follows the end of the stream
  const bool in_request = parser_->got_some();
  if (!in_request && input_.capacity() > kSmallRead) input_.shrink_to_fit();
  // Ever more of a body, or of a head that is long by itself; few requests of a pipeline, or others wait for all of them.
  const std::size_t held = parser_->is_header_done() ? input_.capacity() : input_.size();
  std::size_t wanted = in_request ? std::clamp(held * 2, kSmallRead, kLargeRead) : kSmallRead;
  count_held();
  if (in_request && !server_->has_room_for(wanted)) {
    wanted = kSmallRead;
    if (!parser_->is_header_done()) {
      refuse(kNoRoom);
      co_return false;
    }
  }
  const asio::mutable_buffer room = input_.prepare(wanted);
  count_held();
  const std::size_t size = co_await receive(room);
  input_.commit(size);
  co_return !ended_ && !expired_;
}

// The next of a body whose length is known, to where it stays: a copy of megabytes less. Nothing of it is in input_. The more
// has come, the more is made room for: what is only announced takes no memory.
asio::awaitable<bool> HttpConnection::fill_body(std::string& body, std::size_t missing) {
  if (!flush_now()) co_await flush();
  if (ended_ || expired_) co_return false;
  const std::size_t had = body.size();
  body.resize(had + std::min(missing, std::clamp(had * 2, 2 * kSmallRead, kLargeRead)));
  const asio::mutable_buffer room(body.data() + had, body.size() - had);
  const std::size_t size = co_await receive(room);
  body.resize(had + size);
  std::size_t taken = 0;
  parser_->put(std::string_view(body).substr(had), taken);
  parser_->take_piece();
  co_return taken == size && !ended_ && !expired_;
}

// What comes next, at least a byte; 0: the end, or too late.
asio::awaitable<std::size_t> HttpConnection::receive(asio::mutable_buffer room) {
  const bool greeted = !tls_ || tls_->established();  // the limit of a head is that of a handshake too
  wait_for(!greeted                    ? HttpWait::Head
           : !parser_->got_some()      ? HttpWait::Request
           : parser_->is_header_done() ? HttpWait::Body
                                       : HttpWait::Head);
  std::size_t size = 0;
  if (tls_) {
    size = co_await receive_over_tls(room);
  } else {
    boost::system::error_code problem;
    size = co_await socket_.async_read_some(room, asio::redirect_error(asio::use_awaitable, problem));
    if (problem) size = 0;
  }
  if (waits_for_ != HttpWait::Head) wait_for(HttpWait::Nothing);
  if (!expired_) ended_ = size == 0;
  co_return size;
}

// None at the end of the stream, and when it is broken.
asio::awaitable<std::size_t> HttpConnection::receive_over_tls(asio::mutable_buffer room) {
  boost::system::error_code problem;
  while (!problem) {
    std::size_t size = 0;
    const auto outcome = tls_->read(room.data(), room.size(), size);
    if (outcome == TlsSession::Outcome::Done) co_return size;
    if (outcome == TlsSession::Outcome::Ended || outcome == TlsSession::Outcome::Failed) break;
    const auto ready =
        outcome == TlsSession::Outcome::WantsRead ? asio::socket_base::wait_read : asio::socket_base::wait_write;
    co_await socket_.async_wait(ready, asio::redirect_error(asio::use_awaitable, problem));
    if (!problem && waits_for_ == HttpWait::Head && !parser_->got_some() && tls_->established()) {
      wait_for(HttpWait::Request);
    }
  }
  co_return 0;
}

void HttpConnection::refuse(HttpRefusal refusal) {
  close_after_ = true;
  const std::string text = fmt::format("{}\n", refusal.text);
  respond(refusal.status, "Content-Type: text/plain; charset=utf-8\r\n", text, nullptr);
}

}  // namespace lambdalocal::system

// A batch is a JSON array for HTTP, and a line per record for TCP. The connection is kept; a batch that could not be sent is
// sent again, by a new connection, until it is taken or the subscription ends: an extension may listen later than it
// subscribes.
#include "emulator/telemetry_api/subscriber.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <optional>

#include "emulator/system/http/response_parser.h"
#include "emulator/system/spawn.h"

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

namespace lambdalocal::telemetry_api {
namespace {

constexpr std::size_t kHeldBatches = 4;
constexpr auto kPause = 50ms;  // between attempts to deliver
constexpr std::size_t kAnswerBytes = 64 * 1024;

}  // namespace

Subscriber::Subscriber(asio::any_io_executor executor, std::string name, Subscription subscription,
                       std::function<void(const DroppedReport&)> dropped, Sockets sockets)
    : name_(std::move(name)),
      subscription_(std::move(subscription)),
      dropped_(std::move(dropped)),
      sockets_(std::move(sockets)),
      timer_(executor),
      pause_(executor),
      socket_(executor) {}

std::shared_ptr<Subscriber> Subscriber::start(asio::any_io_executor executor, std::string name,
                                              Subscription subscription,
                                              std::function<void(const DroppedReport&)> dropped, Sockets sockets) {
  auto subscriber = std::make_shared<Subscriber>(executor, std::move(name), std::move(subscription), std::move(dropped),
                                                 std::move(sockets));
  system::spawn(executor, deliver(subscriber));
  return subscriber;
}

void Subscriber::add(std::string_view record) {
  if (closed_ || record.empty()) return;
  const Buffering& buffering = subscription_.buffering;
  if (held_bytes_ + record.size() > kHeldBatches * buffering.max_bytes) {
    ++dropped_records_;
    dropped_bytes_ += record.size();
    return;
  }
  if (items_ > 0 && batch_.size() + record.size() > buffering.max_bytes) flush();
  const bool is_http = subscription_.destination.protocol == Destination::Protocol::HTTP;
  if (is_http) batch_ += items_ == 0 ? '[' : ',';
  batch_ += record;
  if (!is_http) batch_ += '\n';
  held_bytes_ += record.size() + 1;
  ++items_;
  if (items_ >= buffering.max_items || batch_.size() >= buffering.max_bytes) return flush();
  if (!timer_runs_) arm_timer();
}

// The timer of a batch is not moved when that batch has left earlier: it looks after the next one a little too early.
void Subscriber::arm_timer() {
  timer_runs_ = true;
  timer_.expires_after(subscription_.buffering.timeout);
  timer_.async_wait([weak = weak_from_this()](boost::system::error_code) {
    const auto self = weak.lock();
    if (!self) return;
    self->timer_runs_ = false;
    self->flush();
  });
}

void Subscriber::flush() {
  if (items_ == 0) return;
  if (subscription_.destination.protocol == Destination::Protocol::HTTP) batch_ += ']';
  full_.push_back(std::exchange(batch_, {}));
  items_ = 0;
  changed_.notify();
}

void Subscriber::close() {
  closed_ = true;
  timer_.cancel();
  pause_.cancel();
  disconnect();
  changed_.notify();
}

void Subscriber::disconnect() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void Subscriber::tell_dropped() {
  if (dropped_records_ == 0) return;
  const DroppedReport report{std::exchange(dropped_bytes_, 0), std::exchange(dropped_records_, 0), kConsumerIsSlow};
  dropped_(report);
}

asio::awaitable<void> Subscriber::deliver(std::shared_ptr<Subscriber> self) {
  while (!self->closed_) {
    if (self->full_.empty()) {
      co_await self->changed_.wait();
      continue;
    }
    const bool sent = co_await self->send(self->full_.front());
    if (self->closed_) co_return;
    if (sent) {
      self->held_bytes_ -= std::min(self->held_bytes_, self->full_.front().size());
      self->full_.pop_front();
      if (self->full_.empty() && self->items_ == 0) self->held_bytes_ = 0;
      self->tell_dropped();
      continue;
    }
    self->disconnect();
    self->pause_.expires_after(kPause);
    boost::system::error_code ignored;
    co_await self->pause_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

asio::awaitable<bool> Subscriber::connect() {
  boost::system::error_code problem;
  const tcp::endpoint consumer(asio::ip::address_v4::loopback(), subscription_.destination.port);
  socket_ = tcp::socket(socket_.get_executor());
  if (sockets_) {
    auto made = co_await sockets_();
    if (!made || closed_) co_return false;
    socket_.assign(tcp::v4(), made->release(), problem);
  }
  co_await socket_.async_connect(consumer, asio::redirect_error(asio::use_awaitable, problem));
  if (!problem) socket_.set_option(tcp::no_delay(true), problem);
  co_return !problem && !closed_;
}

// `batch` stays where it is meanwhile. A connection that was kept may have been closed by the consumer: one more is tried.
asio::awaitable<bool> Subscriber::send(const std::string& batch) {
  const Destination& destination = subscription_.destination;
  std::string head;
  if (destination.protocol == Destination::Protocol::HTTP) {
    head = fmt::format(
        "{} {} HTTP/1.1\r\nHost: sandbox.localdomain:{}\r\nContent-Type: application/json\r\n"
        "Content-Length: {}\r\n\r\n",
        destination.method, destination.target, destination.port, batch.size());
  }
  while (!closed_) {
    const bool is_new = !socket_.is_open();
    if (is_new && !co_await connect()) co_return false;
    const std::array<asio::const_buffer, 2> bytes = {asio::buffer(head), asio::buffer(batch)};
    boost::system::error_code problem;
    co_await asio::async_write(socket_, bytes, asio::redirect_error(asio::use_awaitable, problem));
    if (closed_) break;
    bool taken = !problem;
    if (taken && destination.protocol == Destination::Protocol::HTTP) taken = co_await read_answer();
    if (taken) co_return true;
    disconnect();
    if (is_new) break;
  }
  co_return false;
}

// Whether the consumer took the batch; its connection is kept when it may be.
asio::awaitable<bool> Subscriber::read_answer() {
  std::optional<system::HttpResponseParser> answer(std::in_place, kAnswerBytes);
  std::string unread;
  std::array<char, 4096> block;
  for (;;) {
    std::size_t taken = 0;
    const auto progress = answer->put(unread, taken);
    unread.erase(0, taken);
    if (progress == system::HttpResponseParser::Progress::Refused) co_return false;
    if (answer->is_done() && answer->is_interim()) {
      answer.emplace(kAnswerBytes);
      continue;
    }
    if (answer->is_done()) co_return answer->status() < 500;  // who refuses it once would refuse it again
    if (progress == system::HttpResponseParser::Progress::More && !unread.empty()) continue;
    boost::system::error_code problem;
    const std::size_t size =
        co_await socket_.async_read_some(asio::buffer(block), asio::redirect_error(asio::use_awaitable, problem));
    if (closed_) co_return false;
    unread.append(block.data(), size);
    if (!problem) continue;
    disconnect();
    if (answer->status() == 0 || !answer->put_end()) co_return false;
    co_return answer->status() < 500;
  }
}

}  // namespace lambdalocal::telemetry_api

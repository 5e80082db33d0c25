// GET /runtime/invocation/next: waits for an event and hands it out. There is no timeout on our side.
#include <chrono>

#include "emulator/runtime_api/server.h"

namespace asio = boost::asio;

namespace lambdalocal::runtime_api {

namespace {

// However the wait ends (the connection may go), nobody keeps a pointer to its exchange.
class Held {
 public:
  Held(system::HttpExchange*& held, system::HttpExchange& exchange) : held_(held), exchange_(&exchange) {
    held_ = exchange_;
  }
  ~Held() {
    if (held_ == exchange_) held_ = nullptr;
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

 private:
  system::HttpExchange*& held_;
  system::HttpExchange* exchange_;
};

}  // namespace

asio::awaitable<void> Server::serve_next(system::HttpExchange& exchange) {
  const auto self = shared_from_this();
  if (state_ != State::Running) {  // asked again while Running: the same event once more
    const unsigned generation = generation_;
    if (state_ != State::Ready) {
      if (!step(exchange, State::Ready)) co_return;
      if (!event_waiting_) event_.reset();  // it is over: an idle environment keeps no event
      observer_.runtime_ready();
      if (generation != generation_) co_return;
    }
    while (!event_waiting_ && generation == generation_) {
      hold(exchange);
      const Held held(held_, exchange);
      co_await event_offered_.wait();
    }
    if (generation != generation_) co_return;
    event_waiting_ = false;
    state_ = State::Running;
  }
  exchange.respond(200, event_header_lines_, event_);
}

// What is queued is the answer to a call that this one was pipelined behind. It leaves with the event when one comes soon,
// so that a busy runtime is not woken twice for each. The timer is coarse: one expiry looks after many events.
void Server::hold(system::HttpExchange& exchange) {
  if (held_ != nullptr && held_ != &exchange) held_->flush_now();
  ++holds_;
  if (!std::exchange(releasing_, true)) release_later();
}

void Server::release_later() {
  constexpr auto kHeld = std::chrono::milliseconds(20);
  release_.expires_after(kHeld);
  release_.async_wait([weak = weak_from_this(), seen = holds_](boost::system::error_code error) {
    const auto self = weak.lock();
    if (!self || error) return;
    if (self->held_ != nullptr && self->holds_ != seen) return self->release_later();  // held since, not for long
    self->releasing_ = false;
    if (self->held_ != nullptr) self->held_->flush_now();
  });
}

}  // namespace lambdalocal::runtime_api

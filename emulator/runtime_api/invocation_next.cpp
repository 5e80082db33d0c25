// GET /runtime/invocation/next: waits for an event and hands it out. There is no timeout on our side.
#include "emulator/runtime_api/server.h"

namespace asio = boost::asio;

namespace lambdalocal::runtime_api {

asio::awaitable<void> Server::serve_next(system::HttpExchange& exchange) {
  if (state_ != State::Running) {  // asked again while Running: the same event once more
    const unsigned generation = generation_;
    if (state_ != State::Ready) {
      if (!step(exchange, State::Ready)) co_return;
      observer_.runtime_ready();
      if (generation != generation_) co_return;
    }
    while (!event_waiting_ && generation == generation_) {
      co_await exchange.flush();
      if (!event_waiting_) co_await event_offered_.wait();
    }
    if (generation != generation_) co_return;
    event_waiting_ = false;
    state_ = State::Running;
  }
  exchange.respond(200, event_header_lines_, event_);
}

}  // namespace lambdalocal::runtime_api

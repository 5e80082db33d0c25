// GET /runtime/restore/next: a runtime with SnapStart is initialised, and goes on when its snapshot is restored.
#include "emulator/runtime_api/server.h"

namespace asio = boost::asio;

namespace lambdalocal::runtime_api {

asio::awaitable<void> Server::serve_restore_next(system::HttpExchange& exchange) {
  const auto self = shared_from_this();
  if (!step(exchange, State::RestoreReady)) co_return;
  const unsigned generation = generation_;
  observer_.restore_ready();
  while (state_ == State::RestoreReady && generation == generation_) co_await restored_.wait();
  if (generation == generation_) exchange.respond(200, "", std::string_view());
}

void Server::restore() {
  if (may_follow(state_, State::Restoring)) state_ = State::Restoring;
  restored_.notify();
}

}  // namespace lambdalocal::runtime_api

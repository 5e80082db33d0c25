// First it waits for the handlers of the doors and for the asynchronous events that run. A client that is slow to send the rest
// of its request, or to take its answer, is given a moment more than those. Then the environments end, with what runs in them for
// nobody who waits. The connections that ask for nothing are closed last: a client that has just had an answer may have sent
// its next request before it could know.
#include "emulator/drain.h"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace lambdalocal {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kLookAgain = 5ms;
constexpr auto kSlowClients = 1s;
constexpr auto kNextRequests = 100ms;

asio::awaitable<void> pause(asio::any_io_executor executor) {
  asio::steady_timer timer(executor, kLookAgain);
  boost::system::error_code ignored;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

bool is_answering(const Draining& what) {
  return !what.events.is_idle() || std::ranges::any_of(what.doors, &system::HttpServer::is_answering);
}

bool has_requests(const Draining& what) {
  return std::ranges::any_of(what.doors,
                             [](const auto* door) { return door->idle_count() < door->connection_count(); });
}

asio::awaitable<void> until_quiet(const Draining& what, Clock::time_point deadline) {
  std::optional<Clock::time_point> quiet_since;
  while (Clock::now() < deadline) {
    if (is_answering(what)) {
      quiet_since.reset();
    } else {
      if (!quiet_since) quiet_since = Clock::now();
      if (!has_requests(what) || Clock::now() >= *quiet_since + kSlowClients) co_return;
    }
    co_await pause(what.registry.executor());
  }
}

asio::awaitable<void> until_closed(const Draining& what, Clock::time_point close_idle_at) {
  const auto last = Clock::now() + kSlowClients;
  const auto is_open = [](const system::HttpServer* door) { return door->connection_count() > 0; };
  while (std::ranges::any_of(what.doors, is_open) && Clock::now() < last) {
    if (Clock::now() >= close_idle_at) std::ranges::for_each(what.doors, &system::HttpServer::close_idle);
    co_await pause(what.registry.executor());
  }
  std::ranges::for_each(what.doors, &system::HttpServer::close);
}

}  // namespace

asio::awaitable<void> drain(Draining what) {
  const auto began = Clock::now();
  const auto deadline = began + what.limit;
  std::ranges::for_each(what.doors, &system::HttpServer::drain);
  what.events.stop();
  co_await until_quiet(what, deadline);
  co_await what.registry.shut_down(deadline);
  co_await until_closed(what, began + kNextRequests);
}

}  // namespace lambdalocal

#include "emulator/system/http/server_state.h"

#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <limits>
#include <vector>

#include "emulator/system/http/connection.h"
#include "emulator/system/spawn.h"

namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono::milliseconds;

namespace lambdalocal::system {
namespace {

constexpr milliseconds kPauseWithoutRoom{20};
constexpr milliseconds kLongestPeriod{1000};
constexpr int kPeriodsInALimit = 8;  // a limit is held to an eighth of itself, and never to less than a second
constexpr milliseconds kGoodbye{2000};

// Of front ends: as many as there are descriptors for what each may ask, which is an environment: its listener, its runtime's
// connection, its supervisor's socket, its output.
std::size_t connections_at_most() {
  constexpr rlim_t kMost = 4096, kLeast = 2, kOurOwn = 32, kForEach = 5;
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return kMost;
  return std::clamp((std::max(files.rlim_cur, kOurOwn) - kOurOwn) / kForEach, kLeast, kMost);
}

// For want of memory or descriptors a connection ends, and no other.
asio::awaitable<void> alone(asio::awaitable<void> connection) {
  try {
    co_await std::move(connection);
  } catch (const std::exception&) {  // what it held is closed by now
  }
}

}  // namespace

HttpLimits HttpLimits::for_front_ends() {
  using namespace std::chrono_literals;
  return {.head = 30s, .body = 60s, .idle = 10min, .write = 5min, .connections = connections_at_most()};
}

HttpServerState::HttpServerState(asio::any_io_executor executor_in, HttpServerOptions options_in,
                                 HttpHandler handler_in)
    : executor(executor_in),
      options(std::move(options_in)),
      handler(std::move(handler_in)),
      acceptor(executor_in),
      sweeper_(executor_in) {
  const HttpLimits& limits = options.limits;
  for (const milliseconds limit : {limits.head, limits.body, limits.idle, limits.write}) {
    if (limit.count() == 0) continue;
    const milliseconds wanted = std::clamp(limit / kPeriodsInALimit, milliseconds(1), kLongestPeriod);
    period_ = period_.count() == 0 ? wanted : std::min(period_, wanted);
  }
}

asio::awaitable<void> HttpServerState::accept_connections(std::shared_ptr<HttpServerState> state) {
  while (state->acceptor.is_open()) {
    boost::system::error_code problem;
    if (state->is_full()) {
      co_await state->acceptor.async_wait(tcp::acceptor::wait_read, asio::redirect_error(asio::use_awaitable, problem));
      if (!problem && state->is_full()) co_await make_room(state);
      continue;
    }
    tcp::socket socket = co_await state->acceptor.async_accept(asio::redirect_error(asio::use_awaitable, problem));
    if (problem && !state->acceptor.is_open()) co_return;
    if (problem == asio::error::operation_aborted) continue;   // another socket listens now
    if (problem == asio::error::connection_aborted) continue;  // the peer is gone already
    if (problem) {                                             // out of descriptors or memory
      if (state->options.out_of_descriptors) state->options.out_of_descriptors();
      co_await make_room(state);
      continue;
    }
    serve(state, std::move(socket));
  }
}

void HttpServerState::serve(const std::shared_ptr<HttpServerState>& state, tcp::socket socket) {
  auto connection = std::make_shared<HttpConnection>(std::move(socket), state);
  spawn(state->executor, alone(HttpConnection::run(std::move(connection))));
}

// A client that has connected may have sent its request already: closing the listener would be all the answer it gets.
void HttpServerState::drain(const std::shared_ptr<HttpServerState>& state) {
  if (std::exchange(state->draining, true)) return;
  boost::system::error_code problem;
  state->acceptor.non_blocking(true, problem);
  while (!problem && !state->is_full()) {
    tcp::socket socket(state->executor);
    state->acceptor.accept(socket, problem);
    if (!problem) serve(state, std::move(socket));
  }
  state->acceptor.close(problem);
}

// Those who wait for an answer are served on; those who wait to be accepted stay in the backlog meanwhile.
asio::awaitable<void> HttpServerState::make_room(std::shared_ptr<HttpServerState> state) {
  const auto spare = std::ranges::find_if(state->idle, &HttpConnection::may_make_room);
  if (spare != state->idle.end()) {
    (*spare)->close();
    co_await asio::post(state->executor, asio::use_awaitable);  // behind the end of that connection
    co_return;
  }
  asio::steady_timer pause(state->executor, kPauseWithoutRoom);
  boost::system::error_code ignored;
  co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

void HttpServerState::enter(HttpConnection* connection) {
  connections.insert(connection);
  if (period_.count() > 0 && !sweeping_) start_sweeping();
}

void HttpServerState::leave(HttpConnection* connection) {
  connections.erase(connection);
  if (connections.empty()) sweeper_.cancel();
}

bool HttpServerState::is_full() const {
  const std::size_t most = options.limits.connections;
  return most != 0 && connections.size() >= most;
}

bool HttpServerState::close_oldest_idle() {
  const auto oldest =
      std::ranges::find_if(idle, [](const HttpConnection* connection) { return connection->is_idle(); });
  if (oldest == idle.end()) return false;
  (*oldest)->close();  // which takes it off the list
  return true;
}

void HttpServerState::start_sweeping() {
  sweeping_ = true;
  sweeper_.expires_after(period_);
  sweeper_.async_wait([weak = weak_from_this()](boost::system::error_code problem) {
    const auto state = weak.lock();
    if (!state) return;
    state->sweeping_ = false;
    if (!problem) state->sweep();
    if (!state->connections.empty()) state->start_sweeping();
  });
}

void HttpServerState::sweep() {
  ++tick;
  for (HttpConnection* connection : connections) {
    const std::uint32_t allowed = ticks_allowed(connection->waits_for());
    if (allowed != 0 && tick - connection->waiting_since() > allowed) connection->expire();
  }
}

std::uint32_t HttpServerState::ticks_allowed(HttpWait wait) const {
  const HttpLimits& limits = options.limits;
  const milliseconds limit = wait == HttpWait::Request   ? limits.idle
                             : wait == HttpWait::Head    ? limits.head
                             : wait == HttpWait::Body    ? limits.body
                             : wait == HttpWait::Writing ? limits.write
                             : wait == HttpWait::Goodbye ? std::max(kGoodbye, period_)
                                                         : milliseconds(0);
  if (limit.count() == 0) return 0;
  return static_cast<std::uint32_t>((limit + period_ - milliseconds(1)) / period_);
}

}  // namespace lambdalocal::system

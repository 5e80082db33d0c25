#include "emulator/system/http/connecting.h"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <optional>

namespace asio = boost::asio;
using asio::ip::tcp;

namespace lambdalocal::system {
namespace {

constexpr std::chrono::milliseconds kHeadStart{250};

// The attempts under way. Each completion leaves its mark here and ends the wait of whoever looks at the marks.
struct Attempts {
  explicit Attempts(const asio::any_io_executor& executor) : timer(executor) {}

  asio::steady_timer timer;
  std::vector<std::unique_ptr<tcp::socket>> sockets;
  std::size_t failed = 0;
  std::optional<std::size_t> connected;
  boost::system::error_code last_problem;
};

void begin(const std::shared_ptr<Attempts>& attempts, const tcp::endpoint& address) {
  const std::size_t number = attempts->sockets.size();
  attempts->sockets.push_back(std::make_unique<tcp::socket>(attempts->timer.get_executor()));
  attempts->sockets.back()->async_connect(address, [attempts, number](boost::system::error_code problem) {
    if (attempts->connected) return;
    if (problem) {
      ++attempts->failed;
      attempts->last_problem = problem;
    } else {
      attempts->connected = number;
    }
    attempts->timer.cancel();
  });
}

}  // namespace

asio::awaitable<Result<tcp::socket>> connect_to_one_of(std::vector<tcp::endpoint> addresses,
                                                       std::chrono::steady_clock::time_point deadline) {
  using Clock = std::chrono::steady_clock;
  const auto attempts = std::make_shared<Attempts>(co_await asio::this_coro::executor);
  struct Closing {  // ends those that are still under way
    ~Closing() {
      for (const auto& socket : attempts->sockets) {
        boost::system::error_code ignored;
        if (socket) socket->close(ignored);
      }
    }
    std::shared_ptr<Attempts> attempts;
  } const closing{attempts};
  Clock::time_point next = Clock::now();
  while (!attempts->connected && Clock::now() < deadline) {
    const std::size_t begun = attempts->sockets.size();
    if (begun == addresses.size() && attempts->failed == begun) break;
    const bool none_under_way = attempts->failed == begun;
    if (begun < addresses.size() && (none_under_way || Clock::now() >= next)) {
      next = Clock::now() + kHeadStart;
      begin(attempts, addresses[begun]);
      continue;
    }
    attempts->timer.expires_at(begun < addresses.size() ? std::min(next, deadline) : deadline);
    boost::system::error_code ignored;
    co_await attempts->timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  if (attempts->connected) co_return std::move(*attempts->sockets[*attempts->connected]);
  if (attempts->last_problem && attempts->failed == addresses.size()) {
    co_return Error{ErrorKind::System, "connect: " + attempts->last_problem.message()};
  }
  co_return Error{ErrorKind::System, addresses.empty() ? "the host has no address" : "no answer in time"};
}

}  // namespace lambdalocal::system

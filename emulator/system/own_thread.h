// Runs what may block for as long as somebody else likes, a name server for one, on a thread of its own: no pool's threads
// are taken by what hangs, and nobody waits for that thread, at a deadline or at the end of the process.
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace lambdalocal::system {

// Starts a thread that takes no signals; false when the system has none to give.
bool start_own_thread(std::function<void()> work);

// What `work` returned, on the loop's thread; none when the deadline passed first, or no thread could be started. `work`
// owns what it uses.
template <typename Work>
boost::asio::awaitable<std::optional<std::invoke_result_t<Work&>>> run_on_own_thread(
    boost::asio::any_io_executor executor, Work work, std::chrono::steady_clock::time_point deadline) {
  using Value = std::invoke_result_t<Work&>;
  struct Shared {
    std::mutex mutex;
    boost::asio::steady_timer* waiting = nullptr;  // of the coroutine; none when it has gone
    std::optional<Value> result;                   // the loop's
  };
  struct Guard {
    ~Guard() {
      const std::lock_guard lock(shared->mutex);
      shared->waiting = nullptr;
    }
    std::shared_ptr<Shared> shared;
  };
  boost::asio::steady_timer timer(executor, deadline);
  const auto shared = std::make_shared<Shared>();
  shared->waiting = &timer;
  const Guard guard{shared};
  const bool started = start_own_thread([shared, executor, work = std::move(work)]() mutable {
    auto value = std::make_shared<Value>(work());
    const std::lock_guard lock(shared->mutex);  // the loop is there as long as somebody waits on it
    if (shared->waiting == nullptr) return;
    boost::asio::post(executor, [shared, value = std::move(value)] {
      shared->result = std::move(*value);
      if (shared->waiting != nullptr) shared->waiting->cancel();
    });
  });
  boost::system::error_code ignored;
  if (started) co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  co_return std::move(shared->result);
}

}  // namespace lambdalocal::system

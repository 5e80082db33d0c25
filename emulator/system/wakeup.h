// Coroutines that wait, and whoever wakes them: for code on one executor's thread. notify() runs the waiters there and then,
// up to their next wait, before it returns: no turn of the event loop lies between cause and effect. So it is the last thing
// its caller does with state that a waiter may change. A wake-up without a waiter is kept for the next wait; waiters look
// again whether what they wait for has come. Destroying a Wakeup destroys the coroutines that wait on it.
#pragma once

#include <utility>
//
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <vector>

namespace lambdalocal::system {

class Wakeup {
 public:
  Wakeup() = default;
  Wakeup(const Wakeup&) = delete;
  Wakeup& operator=(const Wakeup&) = delete;

  // Returns once notify() has been called since the last wait.
  boost::asio::awaitable<void> wait() {
    if (std::exchange(notified_, false)) co_return;
    co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
        [this](auto handler) { waiters_.push_back(std::make_unique<WaiterOf<decltype(handler)>>(std::move(handler))); },
        boost::asio::use_awaitable);
  }

  void notify() {
    notified_ = waiters_.empty();
    for (auto& waiter : std::exchange(waiters_, {})) waiter->resume();
  }

 private:
  struct Waiter {
    virtual ~Waiter() = default;
    virtual void resume() = 0;
  };
  template <typename Handler>
  struct WaiterOf final : Waiter {
    explicit WaiterOf(Handler handler) : handler_(std::move(handler)) {}
    void resume() override { std::move(handler_)(); }
    Handler handler_;
  };

  std::vector<std::unique_ptr<Waiter>> waiters_;
  bool notified_ = false;
};

}  // namespace lambdalocal::system

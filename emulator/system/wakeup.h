// Coroutines that wait until something has changed, and whoever changed it: for code on one executor's thread. A waiter
// looks whether what it waits for is there, waits if not, and looks again: `while (!done) co_await changed.wait();`.
// notify() runs the waiters there and then, up to their next wait, before it returns: no turn of the event loop lies between
// cause and effect. So it is the last thing its caller does with state that a waiter may change. Without a waiter it does
// nothing. Destroying a Wakeup destroys the coroutines that wait on it.
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

  // Until the next notify().
  boost::asio::awaitable<void> wait() {
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
        [this](auto handler) {
          auto waiter = std::make_unique<WaiterOf<decltype(handler)>>(std::move(handler));
          (first_ ? others_.emplace_back() : first_) = std::move(waiter);
        },
        boost::asio::use_awaitable);
  }

  void notify() {
    if (!first_) return;
    const auto first = std::move(first_);
    auto others = std::move(others_);
    others_.clear();
    first->resume();
    for (auto& waiter : others) waiter->resume();
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

  std::unique_ptr<Waiter> first_;
  std::vector<std::unique_ptr<Waiter>> others_;
};

}  // namespace lambdalocal::system

// Runs coroutines of one executor's thread, each from its first line to its first wait before run() returns. co_spawn takes
// a turn of the event loop to begin, and builds all anew each time; here a coroutine that has ended waits for the next one's
// work. Those count as work of the loop: its run() does not end by itself. Destroying a Runners lets what runs go on.
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "emulator/system/spawn.h"
#include "emulator/system/wakeup.h"

namespace lambdalocal::system {

class Runners {
 public:
  explicit Runners(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}
  Runners(const Runners&) = delete;
  Runners& operator=(const Runners&) = delete;

  // The first ones take a turn of the loop. An exception that leaves `work` ends the program, as with spawn().
  void run(boost::asio::awaitable<void> work) {
    if (idle_->empty()) {
      boost::asio::co_spawn(executor_, stand_by(std::move(work), idle_), AbortOnException());
      return;
    }
    auto runner = std::move(idle_->back());
    idle_->pop_back();
    Runner& chosen = *runner;
    chosen.work.emplace(std::move(work));
    chosen.itself = std::move(runner);
    chosen.wakeup.notify();
  }

 private:
  static constexpr std::size_t kIdleAtMost = 128;
  // Owned by the idle ones' list, and by its coroutine while that works: so the list ends the coroutines that wait.
  struct Runner {
    std::optional<boost::asio::awaitable<void>> work;
    std::unique_ptr<Runner> itself;
    Wakeup wakeup;
  };
  using Idle = std::vector<std::unique_ptr<Runner>>;

  static boost::asio::awaitable<void> stand_by(boost::asio::awaitable<void> first, std::weak_ptr<Idle> idle_runners) {
    co_await std::move(first);
    auto owner = std::make_unique<Runner>();
    Runner& runner = *owner;
    for (;;) {
      if (const auto idle = idle_runners.lock(); idle && idle->size() < kIdleAtMost) {
        idle->push_back(std::move(owner));
      } else {
        co_return;
      }
      co_await runner.wakeup.wait();
      owner = std::move(runner.itself);
      auto work = std::move(*runner.work);
      runner.work.reset();
      co_await std::move(work);
    }
  }

  boost::asio::any_io_executor executor_;
  std::shared_ptr<Idle> idle_ = std::make_shared<Idle>();  // the last to have worked, last
};

}  // namespace lambdalocal::system

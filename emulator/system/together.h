// Runs coroutines of one executor's thread side by side, and returns when all of them have ended.
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <vector>

#include "emulator/system/spawn.h"
#include "emulator/system/wakeup.h"

namespace lambdalocal::system {

// Each owns its parameters, as with spawn(): they go on when whoever waits here is destroyed. What is waited for belongs to the
// works alone, so that whoever waits goes with them when the loop does.
inline boost::asio::awaitable<void> together(boost::asio::any_io_executor executor,
                                             std::vector<boost::asio::awaitable<void>> works) {
  struct Running {
    std::size_t count;
    Wakeup ended;
  };
  const auto run = [](boost::asio::awaitable<void> work, std::shared_ptr<Running> of) -> boost::asio::awaitable<void> {
    co_await std::move(work);
    --of->count;
    of->ended.notify();
  };
  auto running = std::make_shared<Running>(works.size());
  const std::weak_ptr<Running> of = running;
  for (auto& work : works) spawn(executor, run(std::move(work), running));
  while (running && running->count > 0) {
    auto ended = running->ended.wait();
    running.reset();
    co_await std::move(ended);
    running = of.lock();
  }
}

}  // namespace lambdalocal::system

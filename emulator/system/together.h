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

// Each owns its parameters, as with spawn(): they go on when whoever waits here is destroyed.
inline boost::asio::awaitable<void> together(boost::asio::any_io_executor executor,
                                             std::vector<boost::asio::awaitable<void>> works) {
  struct Running {
    std::size_t count;
    Wakeup ended;
  };
  const auto running = std::make_shared<Running>(works.size());
  const auto run = [](boost::asio::awaitable<void> work, std::shared_ptr<Running> of) -> boost::asio::awaitable<void> {
    co_await std::move(work);
    --of->count;
    of->ended.notify();
  };
  for (auto& work : works) spawn(executor, run(std::move(work), running));
  while (running->count > 0) co_await running->ended.wait();
}

}  // namespace lambdalocal::system

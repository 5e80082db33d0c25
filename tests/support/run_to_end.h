// Runs a loop until a coroutine has ended, whatever else lives on it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

namespace lambdalocal {

template <typename Work>
void run_to_end(boost::asio::io_context& loop, Work work) {
  bool done = false;
  boost::asio::co_spawn(
      loop,
      [&]() -> boost::asio::awaitable<void> {
        co_await work();
        done = true;
      },
      boost::asio::detached);
  loop.restart();
  while (!done) loop.run_one();
}

}  // namespace lambdalocal

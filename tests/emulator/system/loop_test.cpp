#include "emulator/system/loop.h"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <ctime>

#include "tests/support/catch.h"

namespace asio = boost::asio;
using namespace std::chrono_literals;
using lambdalocal::run_event_loop;

TEST_CASE("a loop ends when it is stopped, and when it has nothing left to do") {
  asio::io_context loop;
  int done = 0;
  asio::post(loop, [&] { ++done; });
  run_event_loop(loop, [] { return 0; });
  CHECK(done == 1);

  loop.restart();
  asio::steady_timer never(loop, 1h);
  never.async_wait([](boost::system::error_code) {});
  asio::post(loop, [&] { loop.stop(); });
  run_event_loop(loop, [] { return 0; });
  CHECK(loop.stopped());
}

TEST_CASE("a loop that waits for long uses no processor") {
  asio::io_context loop;
  asio::steady_timer timer(loop, 200ms);
  timer.async_wait([](boost::system::error_code) {});
  const std::clock_t before = std::clock();
  run_event_loop(loop, [] { return 0; });
  CHECK(std::clock() - before < CLOCKS_PER_SEC / 20);
}

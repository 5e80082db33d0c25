#include "emulator/system/together.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>

#include "tests/support/catch.h"

using namespace lambdalocal::system;

namespace {

boost::asio::awaitable<void> until(std::shared_ptr<Wakeup> told, std::shared_ptr<int> ended) {
  co_await told->wait();
  ++*ended;
}

boost::asio::awaitable<void> for_an_hour() {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, std::chrono::hours(1));
  co_await timer.async_wait(boost::asio::use_awaitable);
}

boost::asio::awaitable<void> wait_for(std::vector<boost::asio::awaitable<void>> works, std::shared_ptr<int> returned) {
  const auto executor = co_await boost::asio::this_coro::executor;
  co_await together(executor, std::move(works));
  ++*returned;
}

}  // namespace

TEST_CASE("whoever waits for several works goes on when the last of them has ended") {
  boost::asio::io_context loop;
  const auto first = std::make_shared<Wakeup>(), second = std::make_shared<Wakeup>();
  const auto ended = std::make_shared<int>(0), returned = std::make_shared<int>(0);
  std::vector<boost::asio::awaitable<void>> works;
  works.push_back(until(first, ended));
  works.push_back(until(second, ended));
  spawn(loop.get_executor(), wait_for(std::move(works), returned));
  loop.poll();
  second->notify();
  loop.restart();
  loop.poll();
  CHECK(*ended == 1);
  CHECK(*returned == 0);
  first->notify();
  loop.restart();
  loop.poll();
  CHECK(*ended == 2);
  CHECK(*returned == 1);
}

TEST_CASE("nothing to wait for is no wait") {
  boost::asio::io_context loop;
  const auto returned = std::make_shared<int>(0);
  spawn(loop.get_executor(), wait_for({}, returned));
  loop.poll();
  CHECK(*returned == 1);
}

TEST_CASE("whoever waits for works that are destroyed with their loop is destroyed with them") {
  std::weak_ptr<int> of_the_waiter;
  {
    boost::asio::io_context loop;
    const auto returned = std::make_shared<int>(0);
    of_the_waiter = returned;
    std::vector<boost::asio::awaitable<void>> works;
    works.push_back(for_an_hour());
    spawn(loop.get_executor(), wait_for(std::move(works), returned));
    loop.poll();
  }
  CHECK(of_the_waiter.expired());
}

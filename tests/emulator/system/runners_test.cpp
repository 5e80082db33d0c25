#include "emulator/system/runners.h"

#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "tests/support/catch.h"

namespace asio = boost::asio;
using lambdalocal::system::Runners;
using lambdalocal::system::Wakeup;

namespace {

asio::awaitable<void> note(std::vector<int>& notes, int number) {
  notes.push_back(number);
  co_return;
}

asio::awaitable<void> note_around(std::vector<int>& notes, Wakeup& wakeup, std::shared_ptr<int> held) {
  notes.push_back(*held);
  co_await wakeup.wait();
  notes.push_back(-*held);
}

}  // namespace

TEST_CASE("a runner that has ended begins the next work before run() returns") {
  asio::io_context loop;
  Runners runners(loop.get_executor());
  std::vector<int> notes;
  runners.run(note(notes, 1));
  loop.poll();
  runners.run(note(notes, 2));
  runners.run(note(notes, 3));
  CHECK(notes == std::vector{1, 2, 3});
}

TEST_CASE("work that waits keeps its runner, and work that comes meanwhile gets another") {
  asio::io_context loop;
  Runners runners(loop.get_executor());
  std::vector<int> notes;
  Wakeup first, second;
  runners.run(note_around(notes, first, std::make_shared<int>(1)));
  runners.run(note_around(notes, second, std::make_shared<int>(2)));
  loop.poll();
  second.notify();
  runners.run(note(notes, 3));
  first.notify();
  CHECK(notes == std::vector{1, 2, -2, 3, -1});
}

TEST_CASE("runners that are destroyed let running work go on, and free what waits for work") {
  asio::io_context loop;
  auto runners = std::make_optional<Runners>(loop.get_executor());
  std::vector<int> notes;
  Wakeup wakeup;
  const auto held = std::make_shared<int>(1);
  runners->run(note_around(notes, wakeup, held));
  runners->run(note(notes, 2));
  loop.poll();
  runners.reset();
  wakeup.notify();
  CHECK(notes == std::vector{1, 2, -1});
  loop.restart();
  loop.poll();
  CHECK(held.use_count() == 1);
}

// Who waits for whose environment, and when nobody does. One processor: two invocations run at a time.
#include "emulator/environment/turns.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/eventually.h"

using namespace std::chrono_literals;
using lambdalocal::environment::Turns;

namespace {

class Fixture {
 public:
  ~Fixture() {
    turns_->close();
    loop_.poll();
  }

  Turns& turns() { return *turns_; }
  // Numbers of the invocations that have begun, in their order.
  const std::vector<int>& begun() const { return begun_; }

  void invoke(int count = 1) {
    for (int i = 0; i < count; ++i) boost::asio::co_spawn(loop_, enter(++invoked_), boost::asio::detached);
    loop_.restart();
    loop_.poll();
  }
  void end_one() {
    turns_->end();
    turns_->next();
  }
  void show_quick() { turns_->measured(100us, 50us, 1); }
  void run_until_begun(std::size_t count) {
    while (begun_.size() < count) loop_.run_one();
  }

 private:
  boost::asio::awaitable<void> enter(int number) {
    if (turns_->must_wait()) co_await turns_->wait();
    turns_->begin();
    begun_.push_back(number);
  }

  boost::asio::io_context loop_;
  std::shared_ptr<Turns> turns_ = std::make_shared<Turns>(loop_.get_executor(), 1);
  std::vector<int> begun_;
  int invoked_ = 0;
};

}  // namespace

TEST_CASE("of a function that was not measured yet every invocation begins at once") {
  Fixture fixture;
  fixture.invoke(10);
  CHECK(fixture.begun().size() == 10);
}

TEST_CASE("invocations of a quick function beyond the processors begin in their order, as others end") {
  Fixture fixture;
  fixture.show_quick();
  fixture.invoke(4);
  CHECK(fixture.begun() == std::vector{1, 2});
  fixture.end_one();
  CHECK(fixture.begun() == std::vector{1, 2, 3});
  fixture.invoke();  // does not overtake the one in line
  fixture.end_one();
  fixture.end_one();
  CHECK(fixture.begun() == std::vector{1, 2, 3, 4, 5});
  CHECK(fixture.turns().waiting() == 0);
}

TEST_CASE("a function that waits for something, or computes for long, has its invocations at once") {
  const auto [duration, processor_time] = GENERATE(std::pair(900us, 20us), std::pair(3000us, 3000us));
  Fixture fixture;
  fixture.turns().measured(duration, processor_time, 1);
  fixture.invoke(10);
  CHECK(fixture.begun().size() == 10);
}

TEST_CASE("a quick function that begins to wait lets those in line go; when it is quick again, turns are taken again") {
  Fixture fixture;
  fixture.show_quick();
  fixture.invoke(5);
  CHECK(fixture.begun().size() == 2);
  for (int i = 0; i < 5; ++i) fixture.turns().measured(900us, 20us, 2);
  CHECK(fixture.begun().size() == 5);
  CHECK_FALSE(fixture.turns().must_wait());
  CHECK(lambdalocal::eventually([&] {
    fixture.show_quick();
    return fixture.turns().must_wait();
  }));
}

TEST_CASE("one invocation that was held up by chance changes nothing") {
  Fixture fixture;
  for (int i = 0; i < 3; ++i) fixture.show_quick();
  fixture.turns().measured(50ms, 50us, 1);
  fixture.invoke(3);
  CHECK(fixture.begun().size() == 2);
}

TEST_CASE("invocations that stand in each other's way take turns from then on") {
  Fixture fixture;
  fixture.invoke(32);
  fixture.turns().measured(3200us, 80us, 32);
  fixture.invoke();
  CHECK(fixture.begun().size() == 32);
  for (int i = 0; i < 31; ++i) fixture.end_one();
  CHECK(fixture.begun().size() == 33);
}

TEST_CASE("many invocations that leave the processors idle do not") {
  Fixture fixture;
  fixture.invoke(32);
  fixture.turns().measured(20ms, 80us, 32);
  fixture.invoke();
  CHECK(fixture.begun().size() == 33);
}

TEST_CASE("when those before do not end, the ones in line go on after a moment") {
  Fixture fixture;
  fixture.show_quick();
  fixture.invoke(6);
  CHECK(fixture.begun().size() == 2);
  fixture.run_until_begun(6);
  CHECK(fixture.begun() == std::vector{1, 2, 3, 4, 5, 6});
  CHECK_FALSE(fixture.turns().must_wait());
}

TEST_CASE("once closed, those in line go, and nobody waits again") {
  Fixture fixture;
  fixture.show_quick();
  fixture.invoke(4);
  fixture.turns().close();
  CHECK(fixture.begun().size() == 4);
  fixture.show_quick();
  fixture.invoke(4);
  CHECK(fixture.begun().size() == 8);
}

#include "emulator/functions/long_work.h"

#include <boost/asio/io_context.hpp>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/recorded_observer.h"

using namespace lambdalocal;
using namespace std::chrono_literals;

namespace {

struct Told : test::RecordedObserver {
  void working(std::string_view what, std::chrono::seconds) override { works.emplace_back(what); }
  std::vector<std::string> works;
};

}  // namespace

TEST_CASE("long work is told while it lasts, and short work never") {
  boost::asio::io_context loop;
  Told told;
  std::optional<LongWork> brief(std::in_place, loop.get_executor(), told, "brief", LongWork::Pace{1ms, 1ms});
  brief.reset();
  std::optional<LongWork> work(std::in_place, loop.get_executor(), told, "long", LongWork::Pace{1ms, 1ms});
  while (told.works.size() < 3) loop.run_one();
  work.reset();
  loop.restart();
  loop.run();
  CHECK(told.works == std::vector<std::string>{"long", "long", "long"});
}

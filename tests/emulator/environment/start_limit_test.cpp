// How many environments start at the same time.
#include "emulator/environment/start_limit.h"

#include "tests/support/catch.h"

using namespace std::chrono_literals;
using lambdalocal::environment::StartLimit;

TEST_CASE("one more start than there are processors, while they compute or one after the other is ready") {
  StartLimit limit(2);
  CHECK(limit.most() == 3);
  limit.look(StartLimit::kLook);  // half of two processors
  CHECK(limit.most() == 3);
  limit.ended(2);
  limit.look(0ms);
  CHECK(limit.most() == 3);
}

TEST_CASE("where starting leaves the processors idle twice as many start with each look, until all are there") {
  StartLimit limit(2);
  limit.look(1ms);
  limit.look(1ms);
  CHECK(limit.most() == 12);
  limit.ended(11);
  CHECK(limit.most() == 12);
  limit.ended(0);
  CHECK(limit.most() == 3);
}

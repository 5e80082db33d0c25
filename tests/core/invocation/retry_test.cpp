#include "core/invocation/retry.h"

#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace std::chrono_literals;

namespace {

using Next = std::variant<std::chrono::seconds, GivenUp>;

}  // namespace

TEST_CASE("a function error is tried again after one minute and then after two") {
  CHECK(after_function_error(1, 0ms, {}) == Next(60s));
  CHECK(after_function_error(2, 61s, {}) == Next(120s));
  CHECK(after_function_error(3, 200s, {}) == Next(GivenUp::RetriesExhausted));
}

TEST_CASE("a function error is tried again as often as configured") {
  CHECK(after_function_error(1, 0ms, {0, 6h}) == Next(GivenUp::RetriesExhausted));
  CHECK(after_function_error(1, 0ms, {1, 6h}) == Next(60s));
  CHECK(after_function_error(2, 0ms, {1, 6h}) == Next(GivenUp::RetriesExhausted));
}

TEST_CASE("an event that will be too old by its next try is given up") {
  CHECK(after_function_error(1, 1ms, {2, 60s}) == Next(GivenUp::EventAgeExceeded));
  CHECK(after_function_error(1, 0ms, {2, 60s}) == Next(60s));
  CHECK(after_function_error(2, 5h + 59min, {2, 6h}) == Next(GivenUp::EventAgeExceeded));
}

TEST_CASE("what Lambda cannot run is tried again ever later, up to five minutes") {
  CHECK(after_refusal(1) == 1s);
  CHECK(after_refusal(2) == 2s);
  CHECK(after_refusal(9) == 256s);
  CHECK(after_refusal(10) == 300s);
  CHECK(after_refusal(1'000'000) == 300s);
  CHECK(after_refusal(0) == 1s);
}

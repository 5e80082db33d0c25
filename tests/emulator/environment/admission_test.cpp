// The limit of a quick function's invocations at a time, with times of our own.
#include "emulator/environment/admission.h"

#include "tests/support/catch.h"

using lambdalocal::environment::Admission;
using namespace std::chrono_literals;

namespace {

constexpr int kProcessors = 2;
const Admission::Time kBegin{};

// Eight invocations that ran alone, each so long, of which so much computing.
void measure(Admission& admission, std::chrono::nanoseconds duration, std::chrono::nanoseconds processor_time,
             Admission::Time now = kBegin + 1h) {
  for (int count = 0; count < 8; ++count) admission.measured(now, duration, processor_time, 1);
}

Admission limited() {
  Admission admission(kProcessors);
  measure(admission, 100us, 80us);
  return admission;
}

}  // namespace

TEST_CASE("a function is unlimited until it was measured to be quick and to compute") {
  Admission unknown(kProcessors);
  CHECK(unknown.room() > 1000);
  Admission slow(kProcessors), waits(kProcessors);
  measure(slow, 5ms, 4ms);
  measure(waits, 900us, 20us);
  CHECK(slow.room() > 1000);
  CHECK(waits.room() > 1000);
  CHECK(limited().room() == kProcessors + 1);
}

TEST_CASE("where many run, the limit begins when together they keep the processors busy") {
  Admission busy(kProcessors), sleeping(kProcessors);
  busy.measured(kBegin + 1h, 2ms, 200us, 20);
  sleeping.measured(kBegin + 1h, 200ms, 200us, 20);
  CHECK(busy.is_limited());
  CHECK_FALSE(sleeping.is_limited());
}

TEST_CASE("what runs takes of the room until it has ended or is overdue") {
  Admission admission = limited();
  admission.begin();
  admission.begin();
  admission.begin();
  CHECK(admission.room() == 0);
  admission.overdue();
  CHECK(admission.room() == 1);
  admission.end(true);
  CHECK(admission.room() == 1);
  admission.end(false);
  CHECK(admission.room() == 2);
}

TEST_CASE("a line that does not move is let in by and by, never at once, and no longer when it moves") {
  Admission admission = limited();
  for (int count = 0; count < 3; ++count) admission.begin();
  CHECK(admission.room() == 0);
  admission.look();
  CHECK(admission.room() == 3);
  admission.look();
  CHECK(admission.room() == 9);
  admission.end(false);
  admission.look();
  CHECK(admission.room() == 1);
}

TEST_CASE("a function that turns slow loses its limit, for longer each time, until it was quick again") {
  Admission admission = limited();
  auto now = kBegin + 1h;
  for (int count = 0; count < 12; ++count) admission.measured(now, 50ms, 1ms, 1);
  CHECK_FALSE(admission.is_limited());
  for (int count = 0; count < 8; ++count) admission.measured(now + 10ms, 100us, 80us, 1);
  CHECK_FALSE(admission.is_limited());
  admission.measured(now + 21ms, 100us, 80us, 1);
  CHECK(admission.is_limited());
}

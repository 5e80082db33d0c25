// Files of test cases: whatever the bytes, there are cases that can fail, each with something to hand to a function, or one message that
// names the file; and comparing with what they expect ends.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/expectation/test_file.h"

using namespace lambdalocal;
using namespace lambdalocal::expectation;

namespace {

void check(const TestCase& test) {
  const int inputs =
      (test.event ? 1 : 0) + (test.event_file ? 1 : 0) + (test.event_type ? 1 : 0) + (test.request ? 1 : 0);
  if (inputs != 1 || test.expect.is_empty() || test.invocations < 1) std::abort();
  Observed observed;
  observed.payload = test.event.value_or("{}");
  const auto kept = snapshot_of(test.expect, observed);
  static_cast<void>(differences(test.expect, observed, kept));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto cases = read_test_file(text, "t.lambda-test.yaml");
  if (cases) {
    if (cases->empty()) std::abort();
    for (const TestCase& test : *cases) check(test);
  } else if (cases.error().kind != ErrorKind::BadConfiguration ||
             cases.error().message.find("t.lambda-test.yaml") == std::string::npos) {
    std::abort();
  }
  return 0;
}

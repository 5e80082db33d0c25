#include "core/invocation/identifiers.h"

#include <array>

#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace std::chrono_literals;

namespace {

template <std::size_t Size>
std::array<std::uint8_t, Size> counting(int first) {
  std::array<std::uint8_t, Size> bytes;
  for (std::size_t at = 0; at < Size; ++at) bytes[at] = static_cast<std::uint8_t>(first + static_cast<int>(at));
  return bytes;
}

}  // namespace

TEST_CASE("a request id is a UUID of version 4, variant 1") {
  CHECK(uuid_v4(counting<16>(0)) == "00010203-0405-4607-8809-0a0b0c0d0e0f");
  CHECK(uuid_v4(counting<16>(0xf0)) == "f0f1f2f3-f4f5-46f7-b8f9-fafbfcfdfeff");
}

TEST_CASE("a trace header has X-Ray's form and the time in its root") {
  CHECK(trace_header(counting<20>(0xa0), IdentifierTime{1'791'444'627s + 999ms}) ==
        "Root=1-6ac74693-a0a1a2a3a4a5a6a7a8a9aaab;Parent=acadaeafb0b1b2b3;Sampled=0");
}

TEST_CASE("a log stream is named by date, version and 32 hex digits") {
  CHECK(log_stream_name(counting<16>(0), IdentifierTime{1'791'444'627s}, "$LATEST") ==
        "2026/10/08/[$LATEST]000102030405060708090a0b0c0d0e0f");
  CHECK(log_stream_name(counting<16>(0), IdentifierTime{951'782'400s}, "7") ==
        "2000/02/29/[7]000102030405060708090a0b0c0d0e0f");
}

#include "core/base64.h"

#include "tests/support/catch.h"

using lambdalocal::base64_of;

TEST_CASE("base64 gives the vectors of RFC 4648") {
  CHECK(base64_of("") == "");
  CHECK(base64_of("f") == "Zg==");
  CHECK(base64_of("fo") == "Zm8=");
  CHECK(base64_of("foo") == "Zm9v");
  CHECK(base64_of("foob") == "Zm9vYg==");
  CHECK(base64_of("foobar") == "Zm9vYmFy");
}

TEST_CASE("base64 takes every byte") {
  CHECK(base64_of(std::string_view("\x00\xff\xfe", 3)) == "AP/+");
  CHECK(base64_of("\xfb\xef\xbe") == "++++");
}

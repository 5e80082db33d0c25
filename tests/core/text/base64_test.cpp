#include "core/text/base64.h"

#include "tests/support/catch.h"

using lambdalocal::base64_encode;

TEST_CASE("base64 gives the vectors of RFC 4648") {
  CHECK(base64_encode("") == "");
  CHECK(base64_encode("f") == "Zg==");
  CHECK(base64_encode("fo") == "Zm8=");
  CHECK(base64_encode("foo") == "Zm9v");
  CHECK(base64_encode("foob") == "Zm9vYg==");
  CHECK(base64_encode("foobar") == "Zm9vYmFy");
}

TEST_CASE("base64 takes every byte") {
  CHECK(base64_encode(std::string_view("\x00\xff\xfe", 3)) == "AP/+");
  CHECK(base64_encode("\xfb\xef\xbe") == "++++");
}

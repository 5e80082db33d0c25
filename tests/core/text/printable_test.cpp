#include "core/text/printable.h"

#include "tests/support/catch.h"

using namespace lambdalocal;

TEST_CASE("what could command a terminal is written as escapes") {
  CHECK(printable("/pets?a=1 caf\xc3\xa9 \xf0\x9f\x98\x80") == "/pets?a=1 caf\xc3\xa9 \xf0\x9f\x98\x80");
  CHECK(printable("\x1b[2J\r\n\x7f") == "\\x1b[2J\\x0d\\x0a\\x7f");
  CHECK(printable("\xc2\x9b"
                  "2J") ==
        "\\xc2\\x9b"
        "2J");  // CSI of C1, in UTF-8
  CHECK(printable("\x9b"
                  "2J") ==
        "\\x9b"
        "2J");  // and as a byte
  CHECK(printable(std::string_view("a\0b", 3)) == "a\\x00b");
  CHECK(printable("\xe4\xb8") == "\\xe4\\xb8");
}

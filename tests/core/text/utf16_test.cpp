#include "core/text/utf16.h"

#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace std::string_view_literals;

TEST_CASE("UTF-16 is told by its byte order mark, or by every second byte being NUL") {
  CHECK(is_utf16("\xff\xfe{\0}\0"sv));
  CHECK(is_utf16("\xfe\xff\0{\0}"sv));
  CHECK(is_utf16("{\0}\0"sv));
  CHECK(is_utf16("\0{\0}"sv));
  CHECK(is_utf16("\xff\xfe"sv));
}

TEST_CASE("UTF-8, and bytes with a NUL somewhere, are not taken for UTF-16") {
  for (const auto text :
       {""sv, "{}"sv, "\xef\xbb\xbf{}"sv, "a\0"sv, "{\0}"sv, "\0\0\0\0"sv, "{\0\0\0"sv, "A=\0\0"sv, "{}\0\0"sv}) {
    CHECK_FALSE(is_utf16(text));
  }
}

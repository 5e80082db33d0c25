#include "core/json/text.h"

#include "tests/support/catch.h"

using namespace lambdalocal;

TEST_CASE("any bytes become a JSON string") {
  std::string out;
  append_json_string(out, "a\"b\\c\n\x01/\xc3\xa9");
  CHECK(out == "\"a\\\"b\\\\c\\n\\u0001/\xc3\xa9\"");
  out.clear();
  append_json_string(out, "x\xff");
  CHECK(out == "\"x\xef\xbf\xbd\"");
}

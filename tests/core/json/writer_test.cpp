#include "core/json/writer.h"

#include "tests/support/catch.h"

using lambdalocal::JsonWriter;

TEST_CASE("members are written in their order, separated where they must be") {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.string("a", "1");
  json.begin_object("b");
  json.end_object();
  json.begin_array("c");
  json.element("x");
  json.element("y");
  json.end_array();
  json.begin_object("d");
  json.number("e", -5);
  json.flag("f", true);
  json.end_object();
  json.null("g");
  json.raw("h", "[1]");
  json.end_object();
  CHECK(text == R"({"a":"1","b":{},"c":["x","y"],"d":{"e":-5,"f":true},"g":null,"h":[1]})");
}

TEST_CASE("strings are escaped where they must be, names too, and are UTF-8 in any case") {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.string("quo\"te", "back\\slash\n\x01 \x7f é");
  json.string("broken", "a\xff\x62");
  json.end_object();
  CHECK(text == "{\"quo\\\"te\":\"back\\\\slash\\n\\u0001 \x7f é\",\"broken\":\"a\xef\xbf\xbd\x62\"}");
}

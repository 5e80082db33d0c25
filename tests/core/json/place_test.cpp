// Where something stands in a JSON file.
#include "core/json/place.h"

#include "tests/support/catch.h"

using namespace lambdalocal;

TEST_CASE("a place is told by the line and column of its name, in characters, from 1") {
  const JsonPlace whole("a.json", "{\"a\": 1,\n  \"\xc3\xa9\": \"\xc3\xa9\", \"b\": {\"c\": [],\n\"d\": 2}}");
  CHECK(whole.position() == "a.json:1:1");
  CHECK(whole.member("a").position() == "a.json:1:2");
  CHECK(whole.member("b").position() == "a.json:2:13");
  CHECK(whole.member("b").member("d").position() == "a.json:3:1");
  const Error error = whole.member("b").member("c").error("is no number");
  CHECK(error.message == "a.json:2:19: is no number");
  CHECK(error.kind == ErrorKind::BadConfiguration);
}

TEST_CASE("a name is found with its escapes, and as it is written last") {
  const JsonPlace whole("a.json", R"({"a": 1, "\u0061": 2, "q\"": {"a": 3}})");
  CHECK(whole.member("a").position() == "a.json:1:10");
  CHECK(whole.member("q\"").member("a").position() == "a.json:1:31");
}

TEST_CASE("what does not stand there has the place of what it would be a member of") {
  const JsonPlace whole("a.json", R"({"a": {"b": 1}, "c": [{"d": 1}]})");
  CHECK(whole.member("x").position() == "a.json:1:1");
  CHECK(whole.member("a").member("x").position() == "a.json:1:2");
  CHECK(whole.member("a").member("b").member("x").position() == "a.json:1:8");
  CHECK(whole.member("c").member("d").position() == "a.json:1:17");
}

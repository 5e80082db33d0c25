#include "core/json/outline.h"

#include <array>
#include <nlohmann/json.hpp>
#include <random>

#include "tests/support/catch.h"

using namespace lambdalocal;
using nlohmann::json;

namespace {

std::string any_value(std::mt19937& random, int depth) {
  static const std::array<std::string, 12> kScalars{
      "1",          "-0.5e3", "true", "false", "null", "\"\"", "\"a\\\"}b\"", "\"\\\\\"", "\"\\u0041\xc3\xa9\"",
      "\"{[,:]}\"", "[]",     "{}"};
  static const std::array<std::string, 6> kNames{"body", "b\\u006fdy", "headers", "a \\\"b\\\"", "", "statusCode"};
  static const std::array<std::string, 4> kSpaces{"", " ", "\n\t", "\r\n  "};
  const auto space = [&] { return kSpaces[random() % kSpaces.size()]; };
  if (depth == 0 || random() % 3 == 0) return kScalars[random() % kScalars.size()];
  const bool object = random() % 2 == 0;
  std::string text(object ? "{" : "[");
  for (auto left = random() % 4; left > 0; --left) {
    text += space();
    if (object) text += "\"" + kNames[random() % kNames.size()] + "\"" + space() + ":";
    text += space() + any_value(random, depth - 1) + space() + (left > 1 ? "," : "");
  }
  return text + space() + (object ? "}" : "]");
}

}  // namespace

TEST_CASE("the members of an object are found with their text") {
  const auto outline = JsonOutline::read(" {\"a\" : [1, {\"a\": 2}] , \"b\":\"x\\\"}\",\"c\" :{} } ");
  REQUIRE(outline);
  CHECK(outline->type() == JsonType::Object);
  CHECK(outline->members().size() == 3);
  CHECK(outline->find("a") == "[1, {\"a\": 2}]");
  CHECK(outline->find("b") == "\"x\\\"}\"");
  CHECK(outline->find("c") == "{}");
  CHECK_FALSE(outline->find("d"));
}

TEST_CASE("of a name that occurs twice, the last value counts, however the name is written") {
  const auto outline = JsonOutline::read(R"({"a":1,"\u0061":2,"b":3})");
  REQUIRE(outline);
  CHECK(outline->find("a") == "2");
  CHECK(name_of(outline->members()[1]) == "a");
}

TEST_CASE("what is no object has no members") {
  for (const char* text : {"[{\"a\":1}]", "\"{\"", "null", " 12 "}) {
    const auto outline = JsonOutline::read(text);
    REQUIRE(outline);
    CHECK(outline->members().empty());
    CHECK_FALSE(outline->find("a"));
  }
  CHECK(JsonOutline::read(" 12 ")->text() == "12");
}

TEST_CASE("what is no JSON, or nests too deep, has no outline") {
  for (const char* text : {"", " ", "{", "{\"a\":}", "{\"a\":1,}", "{\"a\" 1}", "{\"a\":1}x", "\xff", "\"\\x\""}) {
    CAPTURE(std::string(text));
    CHECK_FALSE(JsonOutline::read(text));
  }
  const auto nested = [](std::size_t depth) {
    return "{\"a\":" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
  };
  CHECK(JsonOutline::read(nested(kMaxJsonDepth)));
  CHECK_FALSE(JsonOutline::read(nested(kMaxJsonDepth + 1)));
}

TEST_CASE("an outline says what a tree says") {
  std::mt19937 random(5);
  for (int round = 0; round < 20'000; ++round) {
    const std::string text = any_value(random, 4);
    CAPTURE(text);
    const auto outline = JsonOutline::read(text);
    const json tree = json::parse(text, nullptr, false);
    REQUIRE(outline.has_value() != tree.is_discarded());
    REQUIRE((outline->type() == JsonType::Object) == tree.is_object());
    json gathered = json::object();
    for (const JsonMember& member : outline->members()) gathered[name_of(member)] = json::parse(member.value);
    if (tree.is_object()) CHECK(gathered == tree);
    if (!tree.is_object()) CHECK(gathered.empty());
  }
}

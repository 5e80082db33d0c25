#include "core/json/check.h"

#include <nlohmann/json.hpp>
#include <random>

#include "tests/support/catch.h"

using namespace lambdalocal;

namespace {

bool accepts(std::string_view text) { return !find_json_fault(text); }

JsonFaultKind fault_of(std::string_view text) {
  const auto fault = find_json_fault(text);
  REQUIRE(fault);
  return fault->kind;
}

std::string described(std::string_view text) {
  const auto fault = find_json_fault(text);
  return fault ? describe_json_fault(*fault, text) : "";
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

}  // namespace

TEST_CASE("what RFC 8259 calls JSON is accepted, whatever its top-level value") {
  for (const char* text : {"{}", "[]", "null", "true", "false", "0", "-0", "-1.5e+10", "1E-2", "\"\"", " \t\r\n[ ] ",
                           R"({"a":[1,{"b":null}],"":"\u00e9\"\\\/\b\f\n\r\t"})", "\"\xf0\x9f\x98\x80\x7f\"", "[1e999]",
                           R"({"a":1,"a":2})"}) {
    CHECK(accepts(text));
  }
}

TEST_CASE("what is not JSON is refused with its place and kind") {
  const struct {
    const char* text;
    JsonFaultKind kind;
    std::size_t offset;
  } rows[] = {
      {"", JsonFaultKind::Value, 0},
      {"  ", JsonFaultKind::Value, 2},
      {"[1,]", JsonFaultKind::Value, 3},
      {"{\"a\":}", JsonFaultKind::Value, 5},
      {"[1", JsonFaultKind::ArrayComma, 2},
      {"[1 2]", JsonFaultKind::ArrayComma, 3},
      {"{\"a\":1 \"b\":2}", JsonFaultKind::ObjectComma, 7},
      {"{\"a\":1]", JsonFaultKind::ObjectComma, 6},
      {"{'a':1}", JsonFaultKind::Name, 1},
      {"{\"a\":1,}", JsonFaultKind::Name, 7},
      {"{\"a\" 1}", JsonFaultKind::Colon, 5},
      {"{} {}", JsonFaultKind::End, 3},
      {"hello", JsonFaultKind::Token, 0},
      {"[nul]", JsonFaultKind::Token, 1},
      {"nullx", JsonFaultKind::Token, 0},
      {"NaN", JsonFaultKind::Token, 0},
      {"01", JsonFaultKind::LeadingZero, 0},
      {"-012", JsonFaultKind::LeadingZero, 1},
      {"-", JsonFaultKind::MinusDigit, 1},
      {"+1", JsonFaultKind::Value, 0},
      {".5", JsonFaultKind::Value, 0},
      {"1.", JsonFaultKind::FractionDigit, 2},
      {"1e+", JsonFaultKind::ExponentDigit, 3},
      {"\"abc", JsonFaultKind::ClosingQuote, 4},
      {"\"a\\", JsonFaultKind::ClosingQuote, 3},
      {"\"a\nb\"", JsonFaultKind::ControlCharacter, 2},
      {"\"12345678\n\"", JsonFaultKind::ControlCharacter, 9},
      {"\"\\x41\"", JsonFaultKind::Escape, 2},
      {"\"\\u12g4\"", JsonFaultKind::HexDigit, 5},
      {"\"\xff\"", JsonFaultKind::Utf8Start, 1},
      {"\"\xc3(\"", JsonFaultKind::Utf8Middle, 2},
      {"\"\xc0\x80\"", JsonFaultKind::Utf8Start, 1},
      {"\"\xed\xa0\x80\"", JsonFaultKind::Utf8Middle, 2},
      {"\"\xf4\x90\x80\x80\"", JsonFaultKind::Utf8Middle, 2},
      {"\xef\xbb\xbf{}", JsonFaultKind::Value, 0},
  };
  for (const auto& row : rows) {
    INFO(row.text);
    CHECK(fault_of(row.text) == row.kind);
    CHECK(find_json_fault(row.text)->offset == row.offset);
  }
}

TEST_CASE("half a surrogate pair as an escape is accepted, as Jackson does") {
  CHECK(accepts(R"("\ud800")"));
  CHECK(accepts(R"("\udc00\ud800")"));
}

TEST_CASE("a thousand levels are accepted and one more is refused, without recursion") {
  CHECK(accepts(nested(kMaxJsonDepth)));
  CHECK(fault_of(nested(kMaxJsonDepth + 1)) == JsonFaultKind::Depth);
  CHECK(fault_of(std::string(5'000'000, '[')) == JsonFaultKind::Depth);
}

TEST_CASE("a fault is described by what was found and what was expected") {
  CHECK(described("[1,]") == "found ']', expected a value");
  CHECK(described("{\"a\":") == "found the end of the text, expected a value");
  CHECK(described("hello world") == "found 'hello', expected a value: text stands in double quotes");
  CHECK(described("[1 \xc2\xb2]") == "found '\xc2\xb2', expected ',' or ']'");
  CHECK(described("\"a\nb\"") == "found a line break, expected it escaped (\\n, \\t, \\u0000) inside a string");
  CHECK(described("\"\xff\"") == "found byte 0xff, expected UTF-8");
}

TEST_CASE("random changes of JSON texts are judged as another parser judges them") {
  const std::string seeds[] = {
      R"({"Records":[{"eventVersion":"2.1","s3":{"object":{"key":"a\u0041\n","size":1024.5e3}},"ok":[true,false,null,-0.1]}]})",
      "[\"caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80 and plain text that is long\", 0, 10, -7E-7, {} , [ ]]",
      "  \"x\"  "};
  const std::string alphabet = "{}[]\":,\\ntfu019.-+eE \n\t\x01\x7f\x80\xc3\xa9\xe2\x82\xff";
  std::mt19937 random(7);
  const auto below = [&](std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random);
  };
  for (int round = 0; round < 60'000; ++round) {
    std::string text = seeds[below(std::size(seeds))];
    for (std::size_t change = 0; change <= below(3); ++change) {
      const std::size_t at = below(text.size());
      const char byte = alphabet[below(alphabet.size())];
      if (const std::size_t what = below(3); what == 0) {
        text[at] = byte;
      } else if (what == 1) {
        text.insert(at, 1, byte);
      } else {
        text.erase(at, 1);
      }
    }
    if (text.find("\\u") != std::string::npos && text.find("\\u0041") == std::string::npos) continue;  // surrogates
    if (accepts(text) != nlohmann::json::accept(text)) FAIL("the parsers disagree about: " << text);
  }
  SUCCEED();
}

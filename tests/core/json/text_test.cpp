#include "core/json/text.h"

#include <array>
#include <nlohmann/json.hpp>
#include <random>

#include "core/json/check.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using nlohmann::json;

namespace {

// What nlohmann writes, which the writer by runs must agree with.
std::string written_by_tree(std::string_view text) {
  return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

// Pieces that meet in every order: plain runs around the width of a word, escapes, UTF-8 whole, cut and overlong.
std::string any_text(std::mt19937& random) {
  static const std::array<std::string, 20> kPieces{"a",
                                                   "plain text",
                                                   "sixteen bytes ..",
                                                   "\"",
                                                   "\\",
                                                   "\n",
                                                   "\x01\x1f",
                                                   std::string(1, '\0'),
                                                   "\x7f",
                                                   "\xc3\xa9",
                                                   "\xe4\xb8\xad",
                                                   "\xf0\x9f\x98\x80",
                                                   "\xe4\xb8",
                                                   "\xff",
                                                   "\x80",
                                                   "\xc0\xaf",
                                                   "\xed\xa0\x80",
                                                   "\xf4\x90\x80\x80",
                                                   "/",
                                                   "\xf0\x9f\x98"};
  std::string text;
  for (auto pieces = random() % 12; pieces > 0; --pieces) text += kPieces[random() % kPieces.size()];
  return text;
}

// The inside of a JSON string, good or not.
std::string any_quoted(std::mt19937& random) {
  static const std::array<std::string, 16> kPieces{
      "a",       "plain text",     "\\n",     "\\\"",    "\\\\",    "\\/",      "\\u0041",          "\\u00e9",
      "\\u4e2d", "\\ud83d\\ude00", "\\ud83d", "\\udE00", "\\u0000", "\xc3\xa9", "\xf0\x9f\x98\x80", "\\b\\f\\r\\t"};
  std::string text = "\"";
  for (auto pieces = random() % 8; pieces > 0; --pieces) text += kPieces[random() % kPieces.size()];
  return text + "\"";
}

}  // namespace

TEST_CASE("any bytes become a JSON string") {
  std::string out;
  append_json_string(out, "a\"b\\c\n\x01/\xc3\xa9");
  CHECK(out == "\"a\\\"b\\\\c\\n\\u0001/\xc3\xa9\"");
  out.clear();
  append_json_string(out, "x\xff");
  CHECK(out == "\"x\xef\xbf\xbd\"");
}

TEST_CASE("strings are written by runs as a tree would write them") {
  std::mt19937 random(3);
  for (int round = 0; round < 20'000; ++round) {
    const std::string text = any_text(random);
    CAPTURE(text);
    std::string out;
    append_json_string(out, text);
    CHECK(out == written_by_tree(text));
  }
}

TEST_CASE("text that is not UTF-8 leaves nothing behind when UTF-8 is asked for") {
  std::string out = "before";
  CHECK_FALSE(append_json_string_if_utf8(out, "plain\n\xff"));
  CHECK(out == "before");
  CHECK(append_json_string_if_utf8(out, "caf\xc3\xa9\n"));
  CHECK(out == "before\"caf\xc3\xa9\\n\"");
}

TEST_CASE("strings are read by runs as a tree would read them") {
  std::mt19937 random(4);
  for (int round = 0; round < 20'000; ++round) {
    const std::string quoted = any_quoted(random);
    CAPTURE(quoted);
    REQUIRE_FALSE(find_json_fault(quoted));
    const json tree = json::parse(quoted, nullptr, false);
    const auto value = json_string_value(quoted);
    REQUIRE(value.has_value() == tree.is_string());
    if (value) CHECK(*value == tree.get<std::string>());
  }
}

TEST_CASE("JSON is compacted between its tokens only") {
  CHECK(compact_json(" { \"a b\" : [ 1.0 , \"\\\" \\\\\" ,\n\ttrue ] } ") == "{\"a b\":[1.0,\"\\\" \\\\\",true]}");
  CHECK(compact_json("\"a  longer  string  than  a  word\"") == "\"a  longer  string  than  a  word\"");
  CHECK(compact_json("12") == "12");
}

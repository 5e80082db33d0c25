#include "core/project/environment_file.h"

#include "tests/support/catch.h"

using namespace lambdalocal;

namespace {

using Variables = std::map<std::string, std::string>;

Variables parsed(std::string_view text) {
  const auto result = parse_environment_file(text, "env.json", {"orders"});
  if (!result) FAIL(result.error().message);
  return *result;
}

std::string refusal(std::string_view text) {
  const auto result = parse_environment_file(text, "env.json", {"orders"});
  REQUIRE(!result.ok());
  CHECK(result.error().kind == ErrorKind::BadConfiguration);
  return result.error().message;
}

}  // namespace

TEST_CASE("SAM's file gives parameters to all functions, and a function's block wins") {
  CHECK(parsed(R"({"Parameters":{"A":"all","B":"all"},"orders":{"B":"mine","C":"3"},"mails":{"D":"4"}})") ==
        Variables{{"A", "all"}, {"B", "mine"}, {"C", "3"}});
  CHECK(parsed(R"({"mails":{"D":"4"}})").empty());
  CHECK(parsed("\xef\xbb\xbf {}\n").empty());
}

TEST_CASE("the AWS CLI's and a flat object are taken too") {
  CHECK(parsed(R"({"Variables":{"A":"1"}})") == Variables{{"A", "1"}});
  CHECK(parsed(R"({"A":"1","B":2})") == Variables{{"A", "1"}, {"B", "2"}});
}

TEST_CASE("numbers and booleans become text, null the empty string") {
  CHECK(parsed(R"({"Parameters":{"N":123456789012,"F":1.5,"T":true,"E":false,"Z":null,"S":"\u00e9"}})") ==
        Variables{{"N", "123456789012"}, {"F", "1.5"}, {"T", "true"}, {"E", "false"}, {"Z", ""}, {"S", "\xc3\xa9"}});
}

TEST_CASE("what is not JSON starting with a brace is a .env file") {
  CHECK(parsed("A1=1\nB1={\"x\":1}\n") == Variables{{"A1", "1"}, {"B1", "{\"x\":1}"}});
}

TEST_CASE("files of no known shape are refused with what is wrong") {
  CHECK(refusal("{\n\"A\":1,}") == "env.json:2:7: not JSON: found '}', expected a name in double quotes");
  CHECK(refusal(R"({"Parameters":{"A":"1"},"B":"2"})").starts_with("env.json:1:25: \"B\" is no object"));
  CHECK(refusal("{\"Parameters\":{\"B\":\"\",\n \"A\":[\"1\"]}}")
            .starts_with("env.json:2:2: the value of \"A\" is a list"));
  CHECK(refusal(R"({"A":["1"]})").starts_with("env.json:1:2: the value of \"A\" is a list"));
  CHECK(refusal(R"({"Variables":{"A":{}}})").starts_with("env.json:1:15: the value of \"A\" is an object"));
  CHECK(refusal(R"({"orders":{"A":[]},"mails":{"A":[]}})").starts_with("env.json:1:12: the value of \"A\" is a list"));
  CHECK(refusal(R"({"A":"\ud800"})").starts_with("env.json: a string holds half a surrogate pair"));
}

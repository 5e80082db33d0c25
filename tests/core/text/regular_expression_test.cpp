#include "core/text/regular_expression.h"

#include <string>

#include "tests/support/catch.h"

using namespace lambdalocal;
using Match = RegularExpression::Match;

namespace {

Match match(std::string_view expression, std::string_view text) {
  return RegularExpression::compile(expression).value().matches(text);
}

}  // namespace

TEST_CASE("an expression is matched by the whole text") {
  CHECK(match("Bearer [-0-9a-zA-Z._]+", "Bearer abc.def-1") == Match::Yes);
  CHECK(match("Bearer [-0-9a-zA-Z._]+", "Bearer abc def") == Match::No);
  CHECK(match("[a-z]", "ab") == Match::No);
  CHECK(match("a|ab", "ab") == Match::Yes);
  CHECK(match("a$", "a\n") == Match::No);
  CHECK(match("^x-[a-z]+", "x-abc") == Match::Yes);
  CHECK(match("", "") == Match::Yes);
  CHECK(match("(?i)bearer .*", "BEARER x") == Match::Yes);
  CHECK(match("(?<kind>\\w+) \\d{2,}", "token 123") == Match::Yes);
  CHECK(match(".*", std::string(10'000, 'x')) == Match::Yes);
}

TEST_CASE("an expression that tries without end is given up") {
  const std::string text = std::string(40, 'a') + "!";
  for (const char* expression : {"(a+)+", "(a|a)*", "(a|aa)+", "(.*a){20}", "^(([a-z])+.)+[A-Z]([a-z])+"}) {
    CAPTURE(std::string(expression));
    CHECK(match(expression, text) != Match::Yes);
  }
  CHECK(match("(a+)+", text) == Match::TooCostly);
  CHECK(match("(a+)+b", std::string(8000, 'a')) == Match::TooCostly);
  CHECK(match("(*LIMIT_MATCH=4000000000)(a+)+", text) == Match::TooCostly);
}

TEST_CASE("what is no expression says why and where") {
  for (const std::string& expression :
       {std::string("("), std::string("[a"), std::string("a**"), std::string("\\C"),
        std::string(300, '(') + std::string(300, ')'), std::string("(?P>x)"), std::string(40'000, 'a')}) {
    const auto compiled = RegularExpression::compile(expression);
    CAPTURE(expression.substr(0, 20));
    CHECK_FALSE(compiled);
  }
  CHECK(RegularExpression::compile("a(b").error().message ==
        "\"a(b\" is no regular expression: missing closing parenthesis at character 4");
}

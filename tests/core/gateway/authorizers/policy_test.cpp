#include "core/gateway/authorizers/policy.h"

#include <nlohmann/json.hpp>

#include "core/text/wildcard.h"
#include "tests/support/catch.h"

using namespace lambdalocal::gateway;
using lambdalocal::wildcard_match;

namespace {

constexpr std::string_view kArn = "arn:aws:execute-api:us-east-1:123456789012:api/prod/GET/pets/1";

Verdict verdict(std::string_view statements) {
  const auto policy = read_policy({{"Version", "2012-10-17"}, {"Statement", Json::parse(statements)}});
  INFO(statements);
  REQUIRE(policy.ok());
  return evaluate(*policy, "execute-api:Invoke", kArn);
}

}  // namespace

TEST_CASE("a Deny that matches wins over every Allow") {
  CHECK(verdict(R"([{"Effect":"Allow","Action":"*","Resource":"*"}])") == Verdict::Allow);
  CHECK(verdict(R"([{"Effect":"Allow","Action":"*","Resource":"*"},
                    {"Effect":"Deny","Action":"execute-api:Invoke","Resource":"*/GET/pets/*"}])") ==
        Verdict::ExplicitDeny);
  CHECK(verdict(R"([{"Effect":"Deny","Action":"execute-api:Invoke","Resource":"*/POST/*"},
                    {"Effect":"Allow","Action":"execute-api:Invoke","Resource":"arn:aws:execute-api:*"}])") ==
        Verdict::Allow);
}

TEST_CASE("what no statement allows is denied") {
  CHECK(verdict("[]") == Verdict::ImplicitDeny);
  CHECK(verdict(R"({"Effect":"Allow","Action":"lambda:*","Resource":"*"})") == Verdict::ImplicitDeny);
  CHECK(verdict(R"({"Effect":"Allow","Action":"execute-api:Invoke","Resource":"*/GET/pets"})") ==
        Verdict::ImplicitDeny);
}

TEST_CASE("actions are compared without regard to case, resources with") {
  CHECK(verdict(R"({"Effect":"Allow","Action":["Execute-API:invoke"],"Resource":["x","*/pets/?"]})") == Verdict::Allow);
  CHECK(verdict(R"({"Effect":"Allow","Action":"execute-api:*","Resource":"*/PETS/1"})") == Verdict::ImplicitDeny);
}

TEST_CASE("NotAction and NotResource name what a statement is not about") {
  CHECK(verdict(R"({"Effect":"Allow","NotAction":"lambda:*","NotResource":"*/POST/*"})") == Verdict::Allow);
  CHECK(verdict(R"({"Effect":"Allow","Action":"*","NotResource":"*/GET/*"})") == Verdict::ImplicitDeny);
}

TEST_CASE("a statement with a condition counts when it denies, not when it allows") {
  const std::string condition =
      R"("Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}})";
  CHECK(verdict(R"({"Effect":"Allow",)" + condition) == Verdict::ImplicitDeny);
  CHECK(verdict(R"({"Effect":"Deny",)" + condition) == Verdict::ExplicitDeny);
}

TEST_CASE("a policy of another form is refused") {
  for (const char* document :
       {"{}", "[]", "null", R"({"Statement":"x"})", R"({"Statement":[{}]})", R"({"Statement":[1]})",
        R"({"Statement":{"Effect":"allow","Action":"*","Resource":"*"}})",
        R"({"Statement":{"Effect":"Allow","Resource":"*"}})", R"({"Statement":{"Effect":"Allow","Action":"*"}})",
        R"({"Statement":{"Effect":"Allow","Action":[1],"Resource":"*"}})",
        R"({"Statement":{"Effect":"Allow","Action":{},"Resource":"*"}})"}) {
    INFO(document);
    CHECK_FALSE(read_policy(Json::parse(document)).ok());
  }
}

TEST_CASE("wildcards match any text, and the whole of it") {
  CHECK(wildcard_match("*", ""));
  CHECK(wildcard_match("a*c*e", "abcde"));
  CHECK(wildcard_match("a*bc", "abcbc"));
  CHECK(wildcard_match("**?", "x"));
  CHECK_FALSE(wildcard_match("", "x"));
  CHECK_FALSE(wildcard_match("a*b", "abc"));
  CHECK_FALSE(wildcard_match("?", ""));
  CHECK_FALSE(wildcard_match("*a*a*a*a*b", std::string(2000, 'a')));
}

#include "core/gateway/authorizers/user_pool.h"

#include <nlohmann/json.hpp>

#include "core/http/text.h"
#include "emulator/gateway/authorizers/jwt_signature.h"
#include "tests/core/gateway/sample_tokens.h"
#include "tests/support/catch.h"

using namespace lambdalocal::gateway;

namespace {

UserPoolVerdict check(std::string_view token, const TokenRules& rules = {}, std::int64_t now = 1800000000,
                      std::string_view id = "eu-west-1_Ab1Cd2Ef3") {
  const auto keys = read_jwks(kPoolJwks);
  REQUIRE(keys.ok());
  return check_user_pool_token(user_pool_of_id(id).value(), token, rules, *keys,
                               std::chrono::system_clock::time_point{std::chrono::seconds{now}},
                               rsa_signature_is_valid);
}

std::string refusal(const UserPoolVerdict& verdict) {
  REQUIRE(verdict.refusal);
  CHECK(verdict.refusal->status == 401);
  CHECK(find_header(verdict.refusal->headers, "x-amzn-ErrorType") == "UnauthorizedException");
  return verdict.refusal->body;
}

}  // namespace

TEST_CASE("an identity token of the pool is accepted, and its claims are texts") {
  const UserPoolVerdict verdict = check("Bearer " + kIdentityToken);
  CHECK_FALSE(verdict.refusal);
  CHECK(verdict.context ==
        R"({"claims":{"sub":"7d8a","aud":"6app","email_verified":"true","token_use":"id","auth_time":"1519709384",)"
        R"("iss":"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab1Cd2Ef3","cognito:username":"ada",)"
        R"("exp":"Wed May 18 03:33:20 UTC 2033","iat":"Tue Feb 27 05:29:44 UTC 2018","cognito:groups":"admin,user",)"
        R"("identities":"{\"userId\":\"1\",\"primary\":\"true\"}","address":"{\"city\":\"Oslo\"}"}})");
  CHECK_FALSE(check(kIdentityToken).refusal);
}

TEST_CASE("without scopes a method takes identity tokens, with scopes access tokens that have one") {
  CHECK_FALSE(check(kAccessToken, {{"pets/write", "pets/read"}, ""}).refusal);
  CHECK(refusal(check(kAccessToken)) == R"({"message":"Unauthorized"})");
  CHECK(check(kAccessToken).fault ==
        "it is no identity token, and without AuthorizationScopes the method takes no other");
  CHECK(refusal(check(kIdentityToken, {{"pets/read"}, ""})) == R"({"message":"Unauthorized"})");
  CHECK(check(kIdentityToken, {{"pets/read"}, ""}).fault ==
        "it is no access token, and with AuthorizationScopes the method takes no other");
  CHECK(refusal(check(kAccessToken, {{"pets/write"}, ""})) == R"({"message":"Unauthorized"})");
  CHECK(check(kAccessToken, {{"pets/write"}, ""}).fault == "the token has none of the scopes pets/write");
}

TEST_CASE("a token that has expired is told so, if it is one of the pool") {
  CHECK(refusal(check(kIdentityToken, {}, 2000000000)) == R"({"message":"The incoming token has expired"})");
  CHECK(refusal(check(kIdentityToken.substr(0, kIdentityToken.size() - 6) + "AAAAAA", {}, 2000000000)) ==
        R"({"message":"Unauthorized"})");
}

TEST_CASE("a token of another pool, with another aud, or that is none is refused") {
  CHECK(check(kIdentityToken, {}, 1800000000, "eu-west-1_Other").fault ==
        "the token is of \"" + kPoolIssuer +
            "\", and not of https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Other");
  CHECK_FALSE(check(kIdentityToken, {{}, "[0-9]app"}).refusal);
  CHECK(refusal(check(kIdentityToken, {{}, "[0-9]ap"})) == R"({"message":"Unauthorized"})");
  CHECK(refusal(check(kAccessToken, {{"pets/read"}, "6app"})) == R"({"message":"Unauthorized"})");  // it has no aud
  for (const std::string token : {"", "Bearer", "x", "a.b.c", "a.b.c.d"})
    CHECK(check(token).fault == "what it has is no token");
  CHECK(refusal(check("Basic " + kIdentityToken)) == R"({"message":"Unauthorized"})");
}

TEST_CASE("a token of a user pool that was changed is refused") {
  for (std::size_t byte = 0; byte < kIdentityToken.size(); byte += 7) {
    std::string changed = kIdentityToken;
    changed[byte] = changed[byte] == 'A' ? 'B' : 'A';
    INFO(byte);
    CHECK(check(changed).refusal);
  }
}

TEST_CASE("a user pool is known by its ARN or its id") {
  CHECK(user_pool_of("arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_Ab1Cd2Ef3")->issuer == kPoolIssuer);
  CHECK(user_pool_of("arn:aws-cn:cognito-idp:cn-north-1:1:userpool/cn-north-1_A")->issuer ==
        "https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_A");
  for (const char* arn : {"", "arn", "arn:aws:s3:::bucket", "arn:aws:cognito-idp:eu-west-1:1:identitypool/x",
                          "arn:aws:cognito-idp:eu-west-1:1:userpool/", "arn:aws:cognito-idp::1:userpool/x"}) {
    CHECK_FALSE(user_pool_of(arn));
  }
  CHECK(user_pool_of_id("us-gov-west-1_Xy")->issuer ==
        "https://cognito-idp.us-gov-west-1.amazonaws.com/us-gov-west-1_Xy");
  for (const char* id : {"", "_x", "eu-west-1_", "pool", "eu-west-1/x_y"}) CHECK_FALSE(user_pool_of_id(id));
}

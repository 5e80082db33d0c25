#include "core/gateway/authorizers/jwt.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/http/text.h"
#include "core/text/base64.h"
#include "emulator/gateway/authorizers/jwt_signature.h"
#include "tests/core/gateway/sample_tokens.h"
#include "tests/support/catch.h"

using namespace lambdalocal::gateway;

namespace {

// client_id app, exp 2000000000, scp ["read"].
const std::string kRs512 =
    "eyJhbGciOiJSUzUxMiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlIiwiY2xpZW50X2"
    "lkIjoiYXBwIiwiZXhwIjoyMDAwMDAwMDAwLCJzY3AiOlsicmVhZCJdfQ.IdlfRFFAojw1OJfwXYN-gD0-yTYAwMJ_MSUuYFpoxGcEhV4Qf"
    "Ny7K7qCARXtC3JTq2ZYhKDOO4ur_h-g7Zf25mjUnhdBQCbTfqnO8kvP1KpnkhiPbrXihrYVk00TNV1aHXlRN-j3ShOME5Ee5nw6bQC2KIB"
    "bPr7VSV40cw_Jze4gP9uUGuO7igbyD7_NgfTSVzb-VIrBn_98eCIckEZEH4rIOdh9ZkJAxckZEhqvZKvoHr5IWW883JN6g-45XW13T8tbA"
    "nMpJRUCcaD8I0phLeebQX1Uwv1N323YhZbFUsZzkcJ_BhbDZGg70JuHGiiOgEjMdfzNOGmrneuoSBfhrw";
// aud ["other", "app"], no exp.
const std::string kRs384 =
    "eyJhbGciOiJSUzM4NCIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlIiwiYXVkIjpbIm"
    "90aGVyIiwiYXBwIl19.iBvHBuU1ji0oPKtMRlQIeYqGumXeVGkG22x43cXt4xw8bIRWuNHnOak4tWS7T40vEdXlHkYGzCZhbwrwHEe7km6"
    "DAwua1lBezPtXEiQdLgnaNc-E5NeojqoShMS5E7Pqg86yLtr5XHrhHiN3Cd7RmARyobD10uXAxlrAaFO_fA-4BlNLb8DJd5iG_KlivYdrb"
    "ErsCGIIeeBym8mzYvgrPGiBgo2JD9_5OlRuglA0EdSffiuIPrLMKlzT9lZ0PD6hIc1fc4tnAa4xpViMmXfliE20Sf3QRTmMR4bof8at901"
    "wgv3ibh-6p0Fyc7R6cH0xR3H10A5Irl3b_45v1m7e6g";

const JwtAuthorizer kAuthorizer{"https://issuer.example", {"app", "web"}};

std::chrono::system_clock::time_point at(std::int64_t seconds) {
  return std::chrono::system_clock::time_point{std::chrono::seconds{seconds}};
}

JwtVerdict check(std::optional<std::string_view> token, const std::vector<std::string>& scopes = {},
                 const JwtAuthorizer& authorizer = kAuthorizer, std::int64_t now = 1800000000) {
  const auto keys = read_jwks(kJwks);
  REQUIRE(keys.ok());
  return check_jwt(authorizer, token, scopes, *keys, at(now), rsa_signature_is_valid);
}

}  // namespace

TEST_CASE("a token that is signed, in its time and for the audience is accepted") {
  const JwtVerdict verdict = check("Bearer " + kRs256);
  CHECK_FALSE(verdict.refusal);
  CHECK(verdict.context_2_0 ==
        R"({"jwt":{"claims":{"iss":"https://issuer.example","aud":"app","exp":"2000000000","nbf":"1700000000",)"
        R"("iat":"1700000000","scope":"read write","groups":"[admin user]","verified":"true",)"
        R"("address":"map[city:Oslo]"},"scopes":null}})");
  CHECK_FALSE(check(kRs256).refusal);
  CHECK_FALSE(check("bearer  " + kRs512).refusal);
}

TEST_CASE("a token has one of the route's scopes") {
  CHECK(check(kRs256, {"admin", "write"}).context_1_0.ends_with(R"("scopes":["write"]})"));
  CHECK_FALSE(check(kRs512, {"read"}).refusal);
  const JwtVerdict verdict = check(kRs512, {"write", "admin"});
  REQUIRE(verdict.refusal);
  CHECK(verdict.refusal->status == 403);
  CHECK(verdict.refusal->body == R"({"message":"Forbidden"})");
  CHECK(find_header(verdict.refusal->headers, "www-authenticate")->find("insufficient_scope") != std::string::npos);
}

TEST_CASE("a token for another audience is refused in AWS's words") {
  const JwtVerdict verdict = check(kRs256, {}, {"https://issuer.example", {"web"}});
  REQUIRE(verdict.refusal);
  CHECK(verdict.refusal->status == 401);
  CHECK(verdict.refusal->body == R"({"message":"Unauthorized"})");
  CHECK(find_header(verdict.refusal->headers, "www-authenticate") ==
        R"(Bearer scope="" error="invalid_token" error_description="the token does not have a valid audience")");
}

TEST_CASE("a token is refused out of its time, of another issuer, without exp") {
  CHECK(check(kRs256, {}, kAuthorizer, 2000000000).fault == "the token has expired");
  CHECK(check(kRs256, {}, kAuthorizer, 1699999999).fault == "the token is not valid yet");
  CHECK(check(kRs256, {}, {"https://other.example", {"app"}}).fault == "the token does not have a valid issuer");
  CHECK(check(kRs384).fault == "the token has expired");
}

TEST_CASE("a request without a token is challenged") {
  for (const std::optional<std::string_view> token : {std::optional<std::string_view>(), {""}, {"Bearer "}}) {
    const JwtVerdict verdict = check(token);
    REQUIRE(verdict.refusal);
    CHECK(verdict.refusal->status == 401);
    CHECK(find_header(verdict.refusal->headers, "www-authenticate") == "Bearer");
  }
}

TEST_CASE("a token that was changed is refused") {
  for (std::size_t byte = 0; byte < kRs256.size(); byte += 7) {
    std::string changed = kRs256;
    changed[byte] = changed[byte] == 'A' ? 'B' : 'A';
    INFO(byte);
    CHECK(check(changed).refusal);
  }
  CHECK(check(kRs256.substr(0, kRs256.rfind('.') + 1)).refusal);
  CHECK(check(kRs256 + ".x").refusal);
  CHECK(check("a.b").fault == "the token is malformed");
}

TEST_CASE("a token that is not signed with RSA is refused, whatever it says") {
  const auto part = [](std::string_view json) {
    std::string text = lambdalocal::base64_encode(json);
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    return text.substr(0, text.find('='));
  };
  const std::string claims = part(R"({"iss":"https://issuer.example","aud":"app","exp":2000000000})");
  CHECK(check(part(R"({"alg":"none","kid":"k1"})") + "." + claims + ".").fault == "signing method none is invalid");
  CHECK(check(part(R"({"alg":"HS256","kid":"k1"})") + "." + claims + ".AAAA").fault ==
        "signing method HS256 is invalid");
  for (const char* algorithm : {"ES256", "ES384", "PS256", "PS512", "EdDSA", "rs256", "RS256 "}) {
    const std::string header = part(nlohmann::json{{"alg", algorithm}, {"kid", "k1"}}.dump());
    CHECK(check(header + "." + claims + ".AAAA").fault == "signing method " + std::string(algorithm) + " is invalid");
  }
  CHECK(check(part(R"({"alg":"RS256","kid":"k2"})") + "." + claims + ".AAAA").fault ==
        "unable to find a signing key that matches the token's kid");
  CHECK(check(part(R"({"alg":"RS256"})") + "." + claims + ".AAAA").refusal);
}

TEST_CASE("a JWKS holds at least one RSA key") {
  CHECK(read_jwks(kJwks)->size() == 1);
  for (const char* json : {"", "[]", "{}", R"({"keys":{}})", R"({"keys":[{"kty":"EC"}]})"}) {
    INFO(json);
    CHECK_FALSE(read_jwks(json).ok());
  }
}

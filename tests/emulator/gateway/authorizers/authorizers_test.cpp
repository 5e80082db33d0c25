// Authorizers before real functions; policies, tokens and their events are tested in tests/core/gateway.
#include "emulator/gateway/authorizers/authorizers.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/core/gateway/sample_tokens.h"
#include "tests/emulator/gateway/fixture.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::gateway;
using namespace std::chrono_literals;
using Log = std::vector<std::string>;

namespace {

Authorizer lambda_authorizer(AuthorizerType type) {
  Authorizer authorizer;
  authorizer.function = "authorize";
  authorizer.type = type;
  if (type != AuthorizerType::Token && type != AuthorizerType::Request) {
    authorizer.identity_sources = {"$request.header.Authorization"};
  }
  return authorizer;
}

FrontEndConfiguration rest_api(const Authorizer& authorizer) {
  FrontEndConfiguration configuration;
  configuration.kind = FrontEnd::RestApi;
  configuration.api.stage = "prod";
  for (const char* key : {"GET /a", "GET /b"}) {
    configuration.routes.push_back(route_to(key, "event", ApiKind::Rest));
    configuration.routes.back().authorizer = "guard";
  }
  configuration.authorizers = {{"guard", authorizer}};
  return configuration;
}

FrontEndConfiguration http_api(const AuthorizerConfiguration& authorizer) {
  FrontEndConfiguration configuration;
  configuration.routes = {route_to("GET /a", "event")};
  configuration.routes[0].authorizer = "guard";
  configuration.authorizers = {{"guard", authorizer}};
  return configuration;
}

Json context_of(const test::RawAnswer& answer) { return Json::parse(answer.body)["requestContext"]["authorizer"]; }

std::string token(const std::string& wish) { return "Authorization: " + wish + "\r\n"; }

}  // namespace

TEST_CASE("a REST API's authorizer lets pass, denies, or fails, each with AWS's answer") {
  GatewayFixture fixture;
  const auto& api = fixture.listen(rest_api(lambda_authorizer(AuthorizerType::Token)));
  const auto allowed = fixture.ask(api, "GET", "/prod/a", "", token("allow"));
  CHECK(allowed.status == 200);
  CHECK(context_of(allowed)["principalId"] == "me");
  CHECK(context_of(allowed)["number"] == "1");
  CHECK(fixture.take_log().empty());

  const auto body = [&](const char* wish) { return fixture.ask(api, "GET", "/prod/a", "", token(wish)).body; };
  CHECK(body("deny") == R"({"Message":"User is not authorized to access this resource with an explicit deny"})");
  CHECK(body("none") == R"({"Message":"User is not authorized to access this resource"})");
  CHECK(body("unauthorized") == R"({"message":"Unauthorized"})");
  CHECK(body("broken") == R"({"message":null})");
  CHECK(fixture.ask(api, "GET", "/prod/a").status == 401);
  CHECK(fixture.take_log() == Log{"GET /a -> 403: authorizer guard denies it",
                                  "GET /a -> 403: authorizer guard has no statement that allows it",
                                  "GET /a -> 401: authorizer guard: function authorize failed: Error: Unauthorized",
                                  "GET /a -> 500: authorizer guard: the authorizer returned no object",
                                  "GET /a -> 401: what authorizer guard goes by is missing or not of its form"});
}

TEST_CASE("an authorizer's answer is kept by identity, and judged for each resource") {
  GatewayFixture fixture;
  const auto& api = fixture.listen(rest_api(lambda_authorizer(AuthorizerType::Token)));
  CHECK(context_of(fixture.ask(api, "GET", "/prod/a", "", token("allow")))["number"] == "1");
  CHECK(context_of(fixture.ask(api, "GET", "/prod/a", "", token("allow")))["number"] == "1");
  // The policy that was kept is for /a only: that is what AWS surprises with.
  CHECK(fixture.ask(api, "GET", "/prod/b", "", token("allow")).status == 403);
  CHECK(context_of(fixture.ask(api, "GET", "/prod/a", "", token("allow too")))["number"] == "2");
}

TEST_CASE("an authorizer without a TTL is asked each time") {
  GatewayFixture fixture;
  auto authorizer = lambda_authorizer(AuthorizerType::Token);
  authorizer.result_ttl = 0s;
  const auto& api = fixture.listen(rest_api(authorizer));
  CHECK(context_of(fixture.ask(api, "GET", "/prod/a", "", token("allow")))["number"] == "1");
  CHECK(context_of(fixture.ask(api, "GET", "/prod/b", "", token("allow")))["number"] == "2");
}

TEST_CASE("an HTTP API's authorizer may answer yes or no") {
  GatewayFixture fixture;
  auto authorizer = lambda_authorizer(AuthorizerType::HttpRequest_2_0);
  authorizer.simple_responses = true;
  const auto& api = fixture.listen(http_api(authorizer));
  const auto allowed = fixture.ask(api, "GET", "/a", "", token("simple-allow"));
  CHECK(context_of(allowed)["lambda"]["wish"] == "simple-allow");
  const auto denied = fixture.ask(api, "GET", "/a", "", token("simple-deny"));
  CHECK(denied.status == 403);
  CHECK(denied.body == R"({"message":"Forbidden"})");
  CHECK(fixture.ask(api, "GET", "/a").status == 401);
  CHECK(fixture.ask(api, "GET", "/a", "", token("broken")).status == 500);
}

TEST_CASE("an authorizer of format 1.0 answers with a policy to an HTTP API, too") {
  GatewayFixture fixture;
  const auto& api = fixture.listen(http_api(lambda_authorizer(AuthorizerType::HttpRequest_1_0)));
  CHECK(context_of(fixture.ask(api, "GET", "/a", "", token("allow")))["lambda"]["wish"] == "allow");
  CHECK(fixture.ask(api, "GET", "/a", "", token("deny")).status == 403);
}

TEST_CASE("a token is checked with the keys of a local file") {
  GatewayFixture fixture;
  const auto file = fixture.directory() / "jwks.json";
  std::ofstream(file) << kJwks;
  JwtAuthorizerConfiguration authorizer{{"https://issuer.example", {"app"}}, "$request.header.Authorization", file};
  auto configuration = http_api(authorizer);
  configuration.routes.push_back(route_to("GET /scoped", "event"));
  configuration.routes[1].authorizer = "guard";
  configuration.routes[1].scopes = {"write"};
  configuration.routes.push_back(route_to("GET /forbidden", "event"));
  configuration.routes[2].authorizer = "guard";
  configuration.routes[2].scopes = {"admin"};
  const auto& api = fixture.listen(configuration);
  const std::string good = token("Bearer " + kRs256);
  CHECK(context_of(fixture.ask(api, "GET", "/a", "", good))["jwt"]["claims"]["aud"] == "app");
  CHECK(context_of(fixture.ask(api, "GET", "/scoped", "", good))["jwt"]["scopes"] == Json({"write"}));
  CHECK(fixture.ask(api, "GET", "/forbidden", "", good).status == 403);
  const auto missing = fixture.ask(api, "GET", "/a");
  CHECK(missing.status == 401);
  CHECK(missing.header("www-authenticate") == "Bearer");
  const auto forged =
      fixture.ask(api, "GET", "/a", "", token("Bearer " + kRs256.substr(0, kRs256.size() - 6) + "AAAAAA"));
  CHECK(forged.status == 401);
  CHECK(forged.header("www-authenticate").find("error=\"invalid_token\"") != std::string::npos);
}

TEST_CASE("a JWKS file that is none is an error at the start") {
  GatewayFixture fixture;
  const auto file = fixture.directory() / "jwks.json";
  std::ofstream(file) << "{}";
  JwtAuthorizerConfiguration authorizer{{"https://issuer.example", {"app"}}, "$request.header.Authorization", file};
  const auto refused = fixture.try_listen(http_api(authorizer));
  REQUIRE(!refused.ok());
  CHECK(refused.error().message ==
        "authorizer \"guard\": " + file.string() + ": the JWKS is no JSON object with a list of keys");
}

TEST_CASE("a REST API takes the tokens of its user pools") {
  GatewayFixture fixture;
  auto configuration = rest_api({});
  UserPoolAuthorizer authorizer;
  authorizer.pools.resize(2);
  authorizer.pools[0] = {{"other", "https://other.example"}, "other", false, {}, kJwks};
  authorizer.pools[1] = {user_pool_of_id("eu-west-1_Ab1Cd2Ef3").value(), "Pool", false, {}, kPoolJwks};
  configuration.authorizers = {{"guard", authorizer}};
  configuration.routes[1].scopes = {"pets/read"};
  const auto& api = fixture.listen(configuration);
  const auto answer = fixture.ask(api, "GET", "/prod/a", "", token(kIdentityToken));
  CHECK(answer.status == 200);
  CHECK(context_of(answer)["claims"]["cognito:username"] == "ada");
  CHECK(context_of(fixture.ask(api, "GET", "/prod/b", "", token(kAccessToken)))["claims"]["username"] == "ada");
  CHECK(fixture.take_log().empty());
  const auto missing = fixture.ask(api, "GET", "/prod/a");
  CHECK(missing.status == 401);
  CHECK(missing.body == R"({"message":"Unauthorized"})");
  CHECK(fixture.ask(api, "GET", "/prod/b", "", token(kIdentityToken)).status == 401);
  CHECK(fixture.ask(api, "GET", "/prod/a", "", token(kRs256)).status == 401);
  CHECK(fixture.take_log() ==
        Log{"GET /a -> 401: authorizer guard: there is no token in method.request.header.Authorization",
            "GET /b -> 401: authorizer guard: it is no access token, and with AuthorizationScopes the method takes no "
            "other",
            "GET /a -> 401: authorizer guard: the token is of \"https://issuer.example\", and not of "
            "https://other.example"});
}

TEST_CASE("a user pool that is not there, or cannot be asked, is a 401 that says so") {
  GatewayFixture fixture;
  auto configuration = rest_api({});
  UserPoolAuthorizer authorizer;
  authorizer.pools = {{{"", ""}, "Pool", true, {}, ""}};
  configuration.authorizers = {{"guard", authorizer}};
  CHECK(fixture.ask(fixture.listen(configuration), "GET", "/prod/a", "", token(kIdentityToken)).status == 401);
  authorizer.pools = {{{"p", "http://127.0.0.1:1/p"}, "p", false, {}, ""}};
  configuration.authorizers = {{"guard", authorizer}};
  CHECK(fixture.ask(fixture.listen(configuration), "GET", "/prod/a", "", token(kIdentityToken)).status == 401);
  CHECK(
      fixture.take_log() ==
      Log{"GET /a -> 401: authorizer guard: nobody has keys of the user pool Pool before it is deployed: say which one "
          "it "
          "is under UserPools of lambdalocal.json",
          "GET /a -> 401: authorizer guard: http://127.0.0.1:1/p/.well-known/jwks.json: connect: Connection refused"});
  authorizer.identity_validation = "(";
  configuration.authorizers = {{"guard", authorizer}};
  CHECK_FALSE(fixture.try_listen(configuration).ok());
}

TEST_CASE("an issuer that does not answer is a 401 that says so") {
  GatewayFixture fixture;
  JwtAuthorizerConfiguration authorizer{{"http://127.0.0.1:1", {"app"}}, "$request.header.Authorization", {}};
  const auto& api = fixture.listen(http_api(authorizer));
  const auto answer = fixture.ask(api, "GET", "/a", "", token("Bearer " + kRs256));
  CHECK(answer.status == 401);
  CHECK(answer.header("www-authenticate").find("OIDC discovery endpoint communication error") != std::string::npos);
  CHECK(fixture.take_log() ==
        Log{"GET /a -> 401: authorizer guard: http://127.0.0.1:1/.well-known/openid-configuration: connect: "
            "Connection refused"});
}

TEST_CASE("a preflight passes a REST API's authorizer, and meets an HTTP API's where its route takes OPTIONS") {
  GatewayFixture fixture;
  const std::string preflight = "Origin: https://a.example\r\nAccess-Control-Request-Method: GET\r\n";
  auto rest = rest_api(lambda_authorizer(AuthorizerType::Token));
  rest.cors = CorsConfiguration{{"*"}, {"GET"}, {}, {}, {}, false};
  CHECK(fixture.ask(fixture.listen(rest), "OPTIONS", "/prod/a", "", preflight).status == 200);
  auto http = http_api(lambda_authorizer(AuthorizerType::HttpRequest_2_0));
  http.cors = CorsConfiguration{{"*"}, {"GET"}, {}, {}, {}, false};
  const auto& api = fixture.listen(http);
  CHECK(fixture.ask(api, "OPTIONS", "/a", "", preflight).status == 204);
  http.routes = {route_to("$default", "event")};
  http.routes[0].authorizer = "guard";
  CHECK(fixture.ask(fixture.listen(http), "OPTIONS", "/a", "", preflight).status == 401);
}

TEST_CASE("a route or an authorizer that names what is not there is an error at the start") {
  GatewayFixture fixture;
  auto configuration = http_api(lambda_authorizer(AuthorizerType::HttpRequest_2_0));
  configuration.routes[0].authorizer = "gard";
  CHECK(fixture.try_listen(configuration).error().message ==
        "route \"GET /a\": there is no authorizer gard\ndid you mean guard?");
  auto authorizer = lambda_authorizer(AuthorizerType::HttpRequest_2_0);
  authorizer.function = "gone";
  CHECK(fixture.try_listen(http_api(authorizer))
            .error()
            .message.starts_with("authorizer \"guard\": there is no function gone\nthere are: authorize, "));
}

TEST_CASE("a kept answer ends with its time, and there are never too many") {
  AuthorizerCache cache;
  const auto answer = std::make_shared<const AuthorizerAnswer>();
  const AuthorizerCache::Time start{};
  cache.keep("a", answer, start + 10s, start);
  CHECK(cache.find("a", start + 9s) == answer);
  CHECK(cache.find("a", start + 10s) == nullptr);
  CHECK(cache.find("b", start) == nullptr);
  for (int at = 0; at < 30'000; ++at) cache.keep(std::to_string(at), answer, start + 20s, start + 10s);
  CHECK(cache.size() <= 10'000);
  CHECK(cache.find("29999", start + 11s) == answer);
}

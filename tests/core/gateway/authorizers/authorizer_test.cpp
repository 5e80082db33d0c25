#include "core/gateway/authorizers/authorizer.h"

#include <nlohmann/json.hpp>

#include "tests/core/gateway/sample_request.h"
#include "tests/support/catch.h"

using namespace lambdalocal::gateway;
using namespace std::chrono_literals;
using Identity = std::vector<std::string>;

namespace {

const Route kRoute{"GET /pets/{id}", "GET", "/pets/{id}", "fn"};
const RouteMatch kMatch{&kRoute, {{"id", "1"}}};

HttpRequest request() {
  HttpRequest request = plain_get();
  request.target = "/pets/1?token=q%20v";
  request.headers.emplace_back("Authorization", "Bearer abc");
  return request;
}

Api prod() {
  Api api;
  api.stage = "prod";
  api.stage_variables = {{"env", "blue"}};
  return api;
}

Authorizer authorizer(AuthorizerType type) {
  Authorizer made;
  made.function = "auth";
  made.type = type;
  return made;
}

const char* const kAllow =
    R"({"principalId":"me","policyDocument":{"Version":"2012-10-17","Statement":[{"Action":"execute-api:Invoke",)"
    R"("Effect":"Allow","Resource":"arn:aws:execute-api:us-east-1:123456789012:local/prod/GET/*"}]},)"
    R"("context":{"s":"x","n":1,"b":true,"none":null}})";

}  // namespace

TEST_CASE("a TOKEN authorizer gets the token and the ARN of the method") {
  const Authorizer token = authorizer(AuthorizerType::Token);
  const auto identity = identity_values(token, request(), prod(), kMatch);
  REQUIRE(identity);
  CHECK(authorizer_event(token, request(), prod(), kMatch, *identity) ==
        R"({"type":"TOKEN","methodArn":"arn:aws:execute-api:us-east-1:123456789012:local/prod/GET/pets/1",)"
        R"("authorizationToken":"Bearer abc"})");
}

TEST_CASE("a token that is missing or not of the form is not asked about") {
  Authorizer token = authorizer(AuthorizerType::Token);
  CHECK_FALSE(identity_values(token, plain_get(), prod(), kMatch));
  token.identity_validation = "^Bearer [a-c]+$";
  CHECK(identity_values(token, request(), prod(), kMatch));
  token.identity_validation = "Bearer";
  CHECK_FALSE(identity_values(token, request(), prod(), kMatch));
  token.identity_validation = ".*";
  HttpRequest endless = request();
  endless.headers.back().second.assign(4096, 'x');
  CHECK(identity_values(token, endless, prod(), kMatch));
  endless.headers.back().second.assign(100000, 'x');
  CHECK_FALSE(identity_values(token, endless, prod(), kMatch));
}

TEST_CASE("identity comes from headers, the query, the context and stage variables") {
  Authorizer all = authorizer(AuthorizerType::Request);
  all.identity_sources = {"method.request.header.authorization", "method.request.querystring.token",
                          "context.identity.sourceIp", "stageVariables.env"};
  CHECK(identity_values(all, request(), prod(), kMatch) == Identity{"Bearer abc", "q v", "127.0.0.1", "blue"});
  all.type = AuthorizerType::HttpRequest_2_0;
  all.identity_sources = {"$request.header.Authorization", "$request.querystring.token", "$context.routeKey",
                          "$stageVariables.env"};
  CHECK(identity_values(all, request(), prod(), kMatch) == Identity{"Bearer abc", "q v", "GET /pets/{id}", "blue"});
}

TEST_CASE("identity may be missing only for a REST REQUEST authorizer without cache") {
  Authorizer uncached = authorizer(AuthorizerType::Request);
  CHECK_FALSE(identity_values(uncached, plain_get(), prod(), kMatch));
  uncached.result_ttl = 0s;
  CHECK(identity_values(uncached, plain_get(), prod(), kMatch) == Identity{""});
  uncached.type = AuthorizerType::HttpRequest_2_0;
  CHECK_FALSE(identity_values(uncached, plain_get(), prod(), kMatch));
}

TEST_CASE("cached answers are told apart by every value") {
  CHECK(authorizer_cache_key({"a", "bc"}) != authorizer_cache_key({"ab", "c"}));
  CHECK(authorizer_cache_key({"a"}) == authorizer_cache_key({"a"}));
}

TEST_CASE("a REST REQUEST authorizer gets the request, with {} for what is empty") {
  const Authorizer rest = authorizer(AuthorizerType::Request);
  HttpRequest plain = request();
  plain.target = "/pets/1";
  const Json event = Json::parse(authorizer_event(rest, plain, Api{}, kMatch, {"Bearer abc"}));
  CHECK(event["type"] == "REQUEST");
  CHECK(event["queryStringParameters"] == Json::object());
  CHECK(event["stageVariables"] == Json::object());
  CHECK(event["headers"]["Authorization"] == "Bearer abc");
  CHECK(event["requestContext"]["resourcePath"] == "/pets/{id}");
  CHECK_FALSE(event.contains("body"));
}

TEST_CASE("an authorizer is told of no body, an HTTP API's of its length") {
  HttpRequest chunked = request();
  chunked.body = std::string(10, 'x');
  const Json event = Json::parse(
      authorizer_event(authorizer(AuthorizerType::HttpRequest_2_0), chunked, Api{}, kMatch, {"Bearer abc"}));
  CHECK(event["headers"]["content-length"] == "10");
  CHECK_FALSE(event.contains("body"));
}

TEST_CASE("an expression that tries without end takes nobody in, and no time") {
  Authorizer token = authorizer(AuthorizerType::Token);
  token.identity_validation = "(a+)+";
  HttpRequest hostile = request();
  for (auto& [name, value] : hostile.headers) {
    if (name == "Authorization") value = std::string(5000, 'a') + "!";
  }
  CHECK_FALSE(identity_values(token, hostile, prod(), kMatch));
}

TEST_CASE("HTTP API authorizers get their format") {
  const Json two = Json::parse(
      authorizer_event(authorizer(AuthorizerType::HttpRequest_2_0), request(), Api{}, kMatch, {"Bearer abc", "x"}));
  CHECK(two["routeArn"] == "arn:aws:execute-api:us-east-1:123456789012:local/$default/GET/pets/1");
  CHECK(two["identitySource"] == Json{"Bearer abc", "x"});
  CHECK(two["routeKey"] == "GET /pets/{id}");
  CHECK_FALSE(two.contains("isBase64Encoded"));
  const Json one = Json::parse(
      authorizer_event(authorizer(AuthorizerType::HttpRequest_1_0), request(), Api{}, kMatch, {"Bearer abc", "x"}));
  CHECK(one["identitySource"] == "Bearer abc,x");
  CHECK(one["authorizationToken"] == "Bearer abc,x");
  CHECK(one["methodArn"] == two["routeArn"]);
}

TEST_CASE("a policy decides, and a REST function sees the context as strings") {
  const Authorizer token = authorizer(AuthorizerType::Token);
  const auto answer = read_authorizer_answer(token, kAllow);
  REQUIRE(answer.ok());
  CHECK(decide(*answer, request_arn(request(), prod())) == Verdict::Allow);
  HttpRequest post = request();
  post.method = "POST";
  CHECK(decide(*answer, request_arn(post, prod())) == Verdict::ImplicitDeny);
  CHECK(authorizer_context(token, *answer, false, 12ms) ==
        R"({"s":"x","n":"1","b":"true","principalId":"me","integrationLatency":12})");
}

TEST_CASE("a simple response decides, and an HTTP API function sees the context as it is") {
  Authorizer simple = authorizer(AuthorizerType::HttpRequest_2_0);
  simple.simple_responses = true;
  const auto answer = read_authorizer_answer(simple, R"({"isAuthorized":true,"context":{"roles":["a"],"n":1}})");
  REQUIRE(answer.ok());
  CHECK(decide(*answer, "arn") == Verdict::Allow);
  CHECK(authorizer_context(simple, *answer, true, 0ms) == R"({"lambda":{"roles":["a"],"n":1}})");
  CHECK(decide(*read_authorizer_answer(simple, R"({"isAuthorized":false})"), "arn") == Verdict::ExplicitDeny);
}

TEST_CASE("an authorizer's answer of another form is refused") {
  const Authorizer token = authorizer(AuthorizerType::Token);
  Authorizer simple = authorizer(AuthorizerType::HttpRequest_2_0);
  simple.simple_responses = true;
  for (const char* payload :
       {"", "null", "[]", "{}", R"({"principalId":"me"})", R"({"principalId":1,"policyDocument":{"Statement":[]}})",
        R"({"principalId":"me","policyDocument":{"Statement":[]},"context":{"a":{}}})",
        R"({"principalId":"me","policyDocument":{"Statement":[]},"context":[]})"}) {
    INFO(payload);
    CHECK_FALSE(read_authorizer_answer(token, payload).ok());
  }
  CHECK_FALSE(read_authorizer_answer(simple, R"({"isAuthorized":"true"})").ok());
  CHECK_FALSE(read_authorizer_answer(simple, kAllow).ok());
}

TEST_CASE("an authorizer that raises exactly Unauthorized answers 401 for a REST API") {
  const Authorizer token = authorizer(AuthorizerType::Token);
  CHECK(authorizer_failure(token, R"({"errorMessage":"Unauthorized"})") == Failure::Unauthorized);
  CHECK(authorizer_failure(token, R"({"errorMessage":"Unauthorized!"})") == Failure::AuthorizerFailed);
  CHECK(authorizer_failure(token, "") == Failure::AuthorizerFailed);
  CHECK(authorizer_failure(authorizer(AuthorizerType::HttpRequest_2_0), R"({"errorMessage":"Unauthorized"})") ==
        Failure::AuthorizerFailed);
}

TEST_CASE("an authorizer that API Gateway would not take is refused") {
  Authorizer token = authorizer(AuthorizerType::Token);
  CHECK(check_authorizer(token).ok());
  token.identity_sources = {"method.request.querystring.a"};
  CHECK_FALSE(check_authorizer(token).ok());
  token.identity_sources = {"Authorization"};
  CHECK_FALSE(check_authorizer(token).ok());
  token = authorizer(AuthorizerType::Token);
  token.identity_validation = "(";
  CHECK_FALSE(check_authorizer(token).ok());
  token = authorizer(AuthorizerType::Request);
  token.result_ttl = 3601s;
  CHECK_FALSE(check_authorizer(token).ok());
}

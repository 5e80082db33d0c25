#include "core/events/services/http_request.h"

#include "core/text/base64.h"
#include "tests/core/events/events_support.h"

using namespace lambdalocal;
using namespace lambdalocal::events;

TEST_CASE("a REST API's event has all values of a query, and the parameters of its resource") {
  const Json event = made("apigateway", "aws-proxy",
                          {{"method", {"GET"}},
                           {"resource", {"/pets/{id}"}},
                           {"path", {"/pets/7"}},
                           {"querystringparameters", {R"({"tag": ["a b", "c&d"], "x": 1})"}}});
  CHECK(event["multiValueQueryStringParameters"] == Json::parse(R"({"tag": ["a b", "c&d"], "x": ["1"]})"));
  CHECK(event["queryStringParameters"]["tag"] == "c&d");
  CHECK(event["pathParameters"]["id"] == "7");
  CHECK(event["requestContext"]["path"] == "/prod/pets/7");
  CHECK(event["body"].is_null());
  CHECK(event["requestContext"]["requestTimeEpoch"] == 1773480413589);
}

TEST_CASE("a body that is no text travels as base64") {
  Request request = request_for("apigateway", "http-api-proxy");
  request.options = {{"content-type", {"image/png"}}};
  request.bodies = {"\x89PNG"};
  const Json event = made(request);
  CHECK(event["isBase64Encoded"] == true);
  CHECK(base64_decode(event["body"].get<std::string>()) == "\x89PNG");
  CHECK(event["headers"]["content-length"] == "4");
}

TEST_CASE("a path that is given must be one of the route, one that is not is made of it") {
  CHECK(made("apigateway", "http-api-proxy", {{"route", {"POST /pets/{id}"}}})["rawPath"] == "/pets/id");
  Request request = request_for("apigateway", "http-api-proxy");
  request.options = {{"route", {"POST /pets/{id}"}}, {"path", {"/cats/7"}}};
  CHECK(error_of(request) == "POST /cats/7 is no request of POST /pets/{id}");
}

TEST_CASE("headers and cookies that are given are in the event") {
  const GivenOptions options = {{"header", {"X-Tenant: a: b", "User-Agent: test"}}, {"cookie", {"a=1", "b=2"}}};
  const Json event = made("function-url", "request", options);
  CHECK(event["headers"]["x-tenant"] == "a: b");
  CHECK(event["headers"]["user-agent"] == "test");
  CHECK(event["cookies"] == Json::parse(R"(["a=1", "b=2"])"));
  CHECK(event["requestContext"]["accountId"] == "anonymous");
  const Json iam = made("function-url", "request", {{"auth", {"AWS_IAM"}}});
  CHECK(iam["requestContext"]["authorizer"]["iam"]["accountId"] == "123456789012");
  Request bad = request_for("alb", "request");
  bad.options = {{"header", {"nothing"}}};
  CHECK(error_of(bad).find("'Name: value'") != std::string::npos);
}

TEST_CASE("an ALB with multi-value headers has no single ones") {
  const Json event = made("alb", "request", {{"multi-value", {}}});
  CHECK(event.contains("multiValueHeaders"));
  CHECK_FALSE(event.contains("headers"));
}

TEST_CASE("the ARN of an authorizer's method is that of its API, stage, method and path") {
  const GivenOptions options = {
      {"restApiId", {"abc"}}, {"stage", {"dev"}}, {"method", {"GET"}}, {"resource", {"pets"}}};
  for (const char* type : {"authorizer", "request-authorizer"}) {
    CHECK(made("apigateway", type, options)["methodArn"] ==
          "arn:aws:execute-api:us-east-1:123456789012:abc/dev/GET/pets");
  }
  CHECK(made("apigateway", "http-api-authorizer", {{"token", {"t"}}})["identitySource"] == Json::parse(R"(["t"])"));
}

TEST_CASE("a WebSocket message goes to the route of its action") {
  CHECK(made("apigateway", "websocket-message")["requestContext"]["routeKey"] == "sendmessage");
  CHECK(made("apigateway", "websocket-message", {{"body", {"hi"}}})["requestContext"]["routeKey"] == "$default");
}

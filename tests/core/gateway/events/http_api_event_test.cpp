#include "core/gateway/events/http_api_event.h"

#include <nlohmann/json.hpp>

#include "tests/core/gateway/sample_request.h"
#include "tests/support/catch.h"

using namespace lambdalocal::gateway;
using nlohmann::ordered_json;

namespace {

const Route kEcho{"POST /echo/{proxy+}", "POST", "/echo/{proxy+}", "fn"};
const Route kDefault{"$default", "", "", "fn"};
const RouteMatch kMatch{&kEcho, {{"proxy", "a b+c"}}};

std::vector<std::string> names(const ordered_json& object) {
  std::vector<std::string> all;
  for (const auto& [name, value] : object.items()) all.push_back(name);
  return all;
}

}  // namespace

TEST_CASE("an event of format 2.0 is complete, byte for byte") {
  CHECK(http_api_event_2_0(sample_request(), Api{}, kMatch) ==
        R"({"version":"2.0","routeKey":"POST /echo/{proxy+}","rawPath":"/echo/a b+c",)"
        R"("rawQueryString":"q=b%20c&k=1&k=2+3","cookies":["a=1","b=2"],"headers":{"content-length":"7",)"
        R"("content-type":"application/json","host":"localhost:3000","test-header":"one,two",)"
        R"("user-agent":"curl/8.5.0","x-amzn-trace-id":"Root=1-69b529dd-2aabfe228f219e9cb0eb53f1",)"
        R"("x-forwarded-for":"10.0.0.1, 127.0.0.1","x-forwarded-port":"3000","x-forwarded-proto":"http"},)"
        R"("queryStringParameters":{"q":"b c","k":"1,2 3"},"requestContext":{"accountId":"123456789012",)"
        R"("apiId":"local","domainName":"localhost:3000","domainPrefix":"localhost","http":{"method":"POST",)"
        R"("path":"/echo/a b+c","protocol":"HTTP/1.1","sourceIp":"127.0.0.1","userAgent":"curl/8.5.0"},)"
        R"("requestId":"6b1b3c5e-0000-4000-8000-000000000001","routeKey":"POST /echo/{proxy+}","stage":"$default",)"
        R"("time":"04/Mar/2020:19:03:58 +0000","timeEpoch":1583348638390},"body":"{\"x\":1}",)"
        R"("pathParameters":{"proxy":"a b+c"},"isBase64Encoded":false})");
}

TEST_CASE("format 2.0 leaves out what is empty") {
  const auto event = ordered_json::parse(http_api_event_2_0(plain_get(), Api{}, {&kDefault, {}}));
  CHECK(event["headers"]["content-length"] == "0");
  CHECK(names(event) == std::vector<std::string>{"version", "routeKey", "rawPath", "rawQueryString", "headers",
                                                 "requestContext", "isBase64Encoded"});
  CHECK(event["rawQueryString"] == "");
  CHECK(event["routeKey"] == "$default");
  CHECK(event["requestContext"]["http"]["userAgent"] == "");
}

TEST_CASE("format 2.0 has the stage in the path, its variables, and what the authorizer said") {
  Api api;
  api.stage = "dev";
  api.stage_variables = {{"table", "orders"}};
  const auto event =
      ordered_json::parse(http_api_event_2_0(sample_request(), api, kMatch, R"({"lambda":{"role":["admin"]}})"));
  CHECK(event["rawPath"] == "/dev/echo/a b+c");
  CHECK(event["requestContext"]["http"]["path"] == "/dev/echo/a b+c");
  CHECK(event["stageVariables"]["table"] == "orders");
  CHECK(event["requestContext"]["authorizer"]["lambda"]["role"][0] == "admin");
}

TEST_CASE("the path of an HTTP API ends at a decoded question mark") {
  HttpRequest request = sample_request();
  request.target = "/users/me%3Fadmin?x=1";
  CHECK(ordered_json::parse(http_api_event_2_0(request, Api{}, kMatch))["rawPath"] == "/users/me");
}

TEST_CASE("a body is text only for textual types") {
  HttpRequest request = sample_request();
  const auto body_for = [&](std::string_view type) {
    std::erase_if(request.headers, [](const auto& header) { return header.first == "Content-Type"; });
    if (!type.empty()) request.headers.emplace_back("Content-Type", type);
    const auto event = ordered_json::parse(http_api_event_2_0(request, Api{}, kMatch));
    return std::pair(event["body"].get<std::string>(), event["isBase64Encoded"].get<bool>());
  };
  const std::pair text{std::string(R"({"x":1})"), false};
  const std::pair base64{std::string("eyJ4IjoxfQ=="), true};
  CHECK(body_for("text/plain; charset=utf-8") == text);
  CHECK(body_for("application/xml") == text);
  CHECK(body_for("application/x-www-form-urlencoded") == base64);
  CHECK(body_for("image/png") == base64);
  CHECK(body_for("") == base64);
}

TEST_CASE("a textual body that is no UTF-8 loses no byte") {
  HttpRequest request = sample_request();
  request.body = "caf\xe9";
  const auto event = ordered_json::parse(http_api_event_2_0(request, Api{}, kMatch));
  CHECK(event["body"] == "Y2Fm6Q==");
  CHECK(event["isBase64Encoded"] == true);
}

TEST_CASE("an event of format 1.0 has every member, with null for what is empty") {
  const auto event = ordered_json::parse(http_api_event_1_0(plain_get(), Api{}, {&kDefault, {}}));
  CHECK(event["headers"]["Content-Length"] == "0");
  CHECK(event["multiValueHeaders"]["Content-Length"] == ordered_json::array({"0"}));
  CHECK(names(event) == std::vector<std::string>{"version", "resource", "path", "httpMethod", "headers",
                                                 "multiValueHeaders", "queryStringParameters",
                                                 "multiValueQueryStringParameters", "requestContext", "pathParameters",
                                                 "stageVariables", "body", "isBase64Encoded"});
  CHECK(event["version"] == "1.0");
  CHECK(event["resource"] == "$default");
  for (const char* name :
       {"queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "stageVariables", "body"}) {
    INFO(name);
    CHECK(event[name].is_null());
  }
}

TEST_CASE("format 1.0 keeps the case of names and lists repeated values") {
  const auto event = ordered_json::parse(http_api_event_1_0(sample_request(), Api{}, kMatch));
  CHECK(event["headers"]["tEsT-HEADeR"] == "two");
  CHECK(event["headers"]["Cookie"] == "a=1; b=2");
  CHECK(event["multiValueHeaders"]["tEsT-HEADeR"] == ordered_json{"one", "two"});
  CHECK(event["multiValueQueryStringParameters"]["k"] == ordered_json{"1", "2 3"});
  CHECK(event["queryStringParameters"]["k"] == "2 3");
  CHECK(event["path"] == "/echo/a b+c");
  CHECK(event["requestContext"]["resourcePath"] == "/echo/{proxy+}");
  CHECK(event["requestContext"]["identity"]["sourceIp"] == "127.0.0.1");
}

TEST_CASE("a header that is no UTF-8 does not break the event") {
  HttpRequest request = plain_get();
  request.headers.emplace_back("x", "\xff");
  CHECK(ordered_json::parse(http_api_event_2_0(request, Api{}, {&kDefault, {}}))["headers"]["x"] == "\xef\xbf\xbd");
}

#include "core/gateway/events/alb_event.h"

#include <nlohmann/json.hpp>

#include "tests/core/gateway/sample_request.h"
#include "tests/support/catch.h"

using namespace lambdalocal::gateway;
using nlohmann::ordered_json;

namespace {

Api alb(bool multi_value_headers) {
  Api api;
  api.target_group_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/fn/0123456789abcdef";
  api.multi_value_headers = multi_value_headers;
  return api;
}

}  // namespace

TEST_CASE("an event of an ALB is complete, byte for byte") {
  CHECK(alb_event(sample_request(), alb(false)) ==
        R"({"requestContext":{"elb":{"targetGroupArn":)"
        R"("arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/fn/0123456789abcdef"}},)"
        R"("httpMethod":"POST","path":"/echo/a%20b%2Bc","queryStringParameters":{"q":"b%20c","k":"2+3"},"headers":{)"
        R"("content-length":"7","content-type":"application/json","cookie":"a=1; b=2","host":"localhost:3000",)"
        R"("test-header":"two","user-agent":"curl/8.5.0","x-amzn-trace-id":"Root=1-69b529dd-2aabfe228f219e9cb0eb53f1",)"
        R"("x-forwarded-for":"10.0.0.1, 127.0.0.1","x-forwarded-port":"3000","x-forwarded-proto":"http"},)"
        R"("body":"{\"x\":1}","isBase64Encoded":false})");
}

TEST_CASE("with multi-value headers an ALB lists the values of both maps") {
  const auto event = ordered_json::parse(alb_event(sample_request(), alb(true)));
  CHECK_FALSE(event.contains("headers"));
  CHECK_FALSE(event.contains("queryStringParameters"));
  CHECK(event["multiValueHeaders"]["test-header"] == ordered_json{"one", "two"});
  CHECK(event["multiValueQueryStringParameters"]["k"] == ordered_json{"1", "2+3"});
}

TEST_CASE("an ALB sends an empty text for no body and empty maps for no query") {
  const auto event = ordered_json::parse(alb_event(plain_get(), alb(false)));
  CHECK(event["body"] == "");
  CHECK(event["queryStringParameters"] == ordered_json::object());
}

TEST_CASE("an ALB encodes a body that is compressed") {
  HttpRequest request = sample_request();
  request.headers.emplace_back("Content-Encoding", "gzip");
  CHECK(ordered_json::parse(alb_event(request, alb(false)))["isBase64Encoded"] == true);
}

TEST_CASE("a query of many names is no burden") {
  HttpRequest request = plain_get();
  request.target = "/?";
  for (int name = 0; name < 20000; ++name) request.target += std::to_string(name) + "&";
  const std::string event = alb_event(request, alb(true));
  CHECK(event.find(R"("19999":[""])") != std::string::npos);
}

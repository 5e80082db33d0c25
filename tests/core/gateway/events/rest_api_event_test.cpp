#include "core/gateway/events/rest_api_event.h"

#include <nlohmann/json.hpp>

#include "tests/core/gateway/sample_request.h"
#include "tests/support/catch.h"

using namespace lambdalocal::gateway;
using nlohmann::ordered_json;

namespace {

const Route kProxy{"ANY /{proxy+}", "ANY", "/{proxy+}", "fn"};

Api prod() {
  Api api;
  api.stage = "prod";
  return api;
}

}  // namespace

TEST_CASE("an event of a REST API is complete, byte for byte") {
  CHECK(rest_api_event(sample_request(), prod(), {&kProxy, {{"proxy", "echo/a%20b%2Bc"}}}) ==
        R"({"resource":"/{proxy+}","path":"/echo/a%20b%2Bc","httpMethod":"POST","headers":{)"
        R"("Content-Type":"application/json","Cookie":"a=1; b=2","Host":"localhost:3000","tEsT-HEADeR":"two",)"
        R"("User-Agent":"curl/8.5.0","X-Amzn-Trace-Id":"Root=1-69b529dd-2aabfe228f219e9cb0eb53f1",)"
        R"("X-Forwarded-For":"10.0.0.1, 127.0.0.1","X-Forwarded-Port":"3000","X-Forwarded-Proto":"http"},)"
        R"("multiValueHeaders":{"Content-Type":["application/json"],"Cookie":["a=1; b=2"],"Host":["localhost:3000"],)"
        R"("tEsT-HEADeR":["one","two"],"User-Agent":["curl/8.5.0"],)"
        R"("X-Amzn-Trace-Id":["Root=1-69b529dd-2aabfe228f219e9cb0eb53f1"],)"
        R"("X-Forwarded-For":["10.0.0.1, 127.0.0.1"],"X-Forwarded-Port":["3000"],"X-Forwarded-Proto":["http"]},)"
        R"("queryStringParameters":{"q":"b c","k":"2 3"},)"
        R"("multiValueQueryStringParameters":{"q":["b c"],"k":["1","2 3"]},)"
        R"("pathParameters":{"proxy":"echo/a%20b%2Bc"},"stageVariables":null,"requestContext":{)"
        R"("resourceId":"d50htb","resourcePath":"/{proxy+}","httpMethod":"POST",)"
        R"("extendedRequestId":"LV7fzho-PHcEJPw=","requestTime":"04/Mar/2020:19:03:58 +0000",)"
        R"("path":"/prod/echo/a%20b%2Bc","accountId":"123456789012","protocol":"HTTP/1.1","stage":"prod",)"
        R"("domainPrefix":"localhost","requestTimeEpoch":1583348638390,)"
        R"("requestId":"6b1b3c5e-0000-4000-8000-000000000001","identity":{"cognitoIdentityPoolId":null,)"
        R"("accountId":null,"cognitoIdentityId":null,"caller":null,"sourceIp":"127.0.0.1","principalOrgId":null,)"
        R"("accessKey":null,"cognitoAuthenticationType":null,"cognitoAuthenticationProvider":null,"userArn":null,)"
        R"("userAgent":"curl/8.5.0","user":null},"domainName":"localhost:3000","deploymentId":"local",)"
        R"("apiId":"local"},"body":"{\"x\":1}","isBase64Encoded":false})");
}

TEST_CASE("a REST API sends every member, with null for what is empty") {
  const auto event = ordered_json::parse(rest_api_event(plain_get(), prod(), {&kProxy, {}}));
  CHECK(event.size() == 12);
  for (const char* name :
       {"queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "stageVariables", "body"}) {
    INFO(name);
    CHECK(event.at(name).is_null());
  }
  CHECK(event["isBase64Encoded"] == false);
}

TEST_CASE("a second slash in front stands in requestContext.path only") {
  HttpRequest request = plain_get();
  request.target = "//proxy-value//x/";
  const auto event = ordered_json::parse(rest_api_event(request, prod(), {&kProxy, {}}));
  CHECK(event["path"] == "/proxy-value//x/");
  CHECK(event["requestContext"]["path"] == "/prod//proxy-value//x/");
}

TEST_CASE("query values of a REST API are decoded as recorded on AWS") {
  HttpRequest request = plain_get();
  request.target =
      "/api?dateTimeOffset=2023-06-12T18:05:10.123456+00:00&email=test%2Balias@gmail.com&plus=test+alias@gmail.com"
      "&url=https://www.google.com/&whitespace=foo%20bar&zhash=abort/#";
  const auto event = ordered_json::parse(rest_api_event(request, prod(), {&kProxy, {}}));
  CHECK(event["queryStringParameters"].dump() ==
        R"({"dateTimeOffset":"2023-06-12T18:05:10.123456 00:00","email":"test+alias@gmail.com",)"
        R"("plus":"test alias@gmail.com","url":"https://www.google.com/","whitespace":"foo bar","zhash":"abort/"})");
}

TEST_CASE("a body is base64 only if its type is one of the binary media types") {
  HttpRequest request = sample_request();
  Api api = prod();
  const auto is_base64 = [&](std::vector<std::string> types) {
    api.binary_media_types = std::move(types);
    return ordered_json::parse(rest_api_event(request, api, {&kProxy, {}}))["isBase64Encoded"].get<bool>();
  };
  CHECK_FALSE(is_base64({}));
  CHECK_FALSE(is_base64({"image/*", "application/jso"}));
  CHECK(is_base64({"*/*"}));
  CHECK(is_base64({"image/png", "Application/JSON"}));
  CHECK(is_base64({"application/*"}));
}

TEST_CASE("of an Accept header the first type counts") {
  CHECK(is_binary_media_type({"image/png"}, "image/png;q=0.9, text/html"));
  CHECK_FALSE(is_binary_media_type({"image/png"}, "text/html, image/png"));
  CHECK_FALSE(is_binary_media_type({"image/*"}, "imagex/png"));
  CHECK(is_binary_media_type({"*/*"}, ""));
  CHECK_FALSE(is_binary_media_type({"image/*"}, ""));
}

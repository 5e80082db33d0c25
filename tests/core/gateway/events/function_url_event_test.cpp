#include "core/gateway/events/function_url_event.h"

#include <nlohmann/json.hpp>

#include "tests/core/gateway/sample_request.h"
#include "tests/support/catch.h"

using namespace lambdalocal::gateway;
using nlohmann::ordered_json;

TEST_CASE("an event of a Function URL is complete, byte for byte") {
  Api url;
  url.id = "abcdefghij";
  CHECK(function_url_event(sample_request(), url) ==
        R"({"version":"2.0","routeKey":"$default","rawPath":"/echo/a%20b%2Bc","rawQueryString":"q=b%20c&k=1&k=2+3",)"
        R"("cookies":["a=1","b=2"],"headers":{"content-length":"7","content-type":"application/json",)"
        R"("host":"localhost:3000","test-header":"one,two","user-agent":"curl/8.5.0",)"
        R"("x-amzn-tls-cipher-suite":"TLS_AES_128_GCM_SHA256","x-amzn-tls-version":"TLSv1.3",)"
        R"("x-amzn-trace-id":"Root=1-69b529dd-2aabfe228f219e9cb0eb53f1","x-forwarded-for":"10.0.0.1, 127.0.0.1",)"
        R"("x-forwarded-port":"3000","x-forwarded-proto":"http"},"queryStringParameters":{"q":"b c","k":"1,2 3"},)"
        R"("requestContext":{"accountId":"anonymous","apiId":"abcdefghij","domainName":"localhost:3000",)"
        R"("domainPrefix":"localhost","http":{"method":"POST","path":"/echo/a%20b%2Bc","protocol":"HTTP/1.1",)"
        R"("sourceIp":"127.0.0.1","userAgent":"curl/8.5.0"},"requestId":"6b1b3c5e-0000-4000-8000-000000000001",)"
        R"("routeKey":"$default","stage":"$default","time":"04/Mar/2020:19:03:58 +0000","timeEpoch":1583348638390},)"
        R"("body":"{\"x\":1}","isBase64Encoded":false})");
}

TEST_CASE("the path of a Function URL is as sent, even a malformed percent sequence") {
  HttpRequest request = plain_get();
  request.target = "/pa2%Fth/1?q=query&multiQuery=foo&multiQuery=%2Fbar";
  const auto event = ordered_json::parse(function_url_event(request, Api{}));
  CHECK(event["rawPath"] == "/pa2%Fth/1");
  CHECK(event["queryStringParameters"]["multiQuery"] == "foo,/bar");
}

TEST_CASE("a Function URL leaves out what is empty, and encodes forms") {
  const auto event = ordered_json::parse(function_url_event(plain_get(), Api{}));
  CHECK_FALSE(event.contains("body"));
  CHECK_FALSE(event.contains("cookies"));
  CHECK_FALSE(event.contains("queryStringParameters"));
  HttpRequest form = plain_get();
  form.headers.emplace_back("Content-Type", "multipart/form-data; boundary=x");
  form.body = "--x--";
  CHECK(ordered_json::parse(function_url_event(form, Api{}))["body"] == "LS14LS0=");
}

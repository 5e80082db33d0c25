#include "core/gateway/responses.h"

#include "core/gateway/failures.h"
#include "core/gateway/proxy_response.h"
#include "core/http/text.h"
#include "tests/core/gateway/sample_request.h"
#include "tests/support/catch.h"

using namespace lambdalocal::gateway;

namespace {

HttpResponse rest(std::string_view payload) { return rest_api_response(payload, Api{}, plain_get()).response; }
HttpResponse v2(std::string_view payload) { return http_api_response_2_0(payload).response; }
HttpResponse url(std::string_view payload) { return function_url_response(payload).response; }

const HttpResponse kRestMalformed = failure_response(FrontEnd::RestApi, Failure::Malformed);
const HttpResponse kHttpMalformed = failure_response(FrontEnd::HttpApi, Failure::Malformed);
const HttpResponse kUrlMalformed = failure_response(FrontEnd::FunctionUrl, Failure::Malformed);

}  // namespace

TEST_CASE("a REST API answers as recorded on AWS") {
  const Headers json{{"Content-Type", "application/json"}};
  CHECK(rest(R"({"statusCode":200})") == HttpResponse{200, json, ""});
  CHECK(rest(R"({"statusCode":"201"})") == HttpResponse{201, json, ""});
  CHECK(rest(R"({"statusCode":200,"headers":null})") == HttpResponse{200, json, ""});
  CHECK(rest(R"({"statusCode":200,"headers":{"test-header":"value","header-bool":true}})").headers ==
        Headers{{"test-header", "value"}, {"header-bool", "true"}, {"Content-Type", "application/json"}});
  CHECK(rest(R"({"headers":{"test-header":"value"}})").status == 200);
  CHECK(rest(R"({"statusCode":200,"body":"dGVzdC1kYXRh","isBase64Encoded":true})").body == "dGVzdC1kYXRh");
}

TEST_CASE("a REST API merges both maps of headers, multi-value first, spelled as there") {
  CHECK(rest(R"({"multiValueHeaders":{"tesT-Multi":["value-multi"]},"headers":{"test-multi":"value-solo"}})").headers ==
        Headers{{"tesT-Multi", "value-multi"}, {"tesT-Multi", "value-solo"}, {"Content-Type", "application/json"}});
  CHECK(rest(R"({"multiValueHeaders":{"a":["1","2"],"b":["3"]},"headers":{"a":"2","b":"4","content-type":"x/y"}})")
            .headers == Headers{{"a", "1"}, {"a", "2"}, {"b", "3"}, {"b", "4"}, {"content-type", "x/y"}});
}

TEST_CASE("a REST API refuses what is no proxy response") {
  for (const std::string_view payload :
       {R"({"statusCode":200,"wrongValue":"value"})", "{}", R"("justAString")", "null", "[]", "", "not JSON",
        R"({"statusCode":"test"})", R"({"statusCode":200.5})", R"({"statusCode":99})", R"({"statusCode":"600"})",
        R"({"statusCode":" 200"})", R"({"multiValueHeaders":{"test-multi-invalid":"value1"}})",
        R"({"statusCode":200,"body":{"a":1}})", R"({"statusCode":200,"headers":{"a":["b"]}})",
        R"({"statusCode":200,"headers":[]})", R"({"statusCode":200,"isBase64Encoded":1})"}) {
    INFO(payload);
    const Converted converted = rest_api_response(payload, Api{}, plain_get());
    CHECK(converted.response == kRestMalformed);
    CHECK_FALSE(converted.fault.empty());
  }
  CHECK(kRestMalformed.status == 502);
  CHECK(kRestMalformed.body == R"({"message": "Internal server error"})");
}

TEST_CASE("a REST API decodes base64 only for clients that accept a binary media type") {
  Api api;
  api.binary_media_types = {"image/*"};
  HttpRequest request = plain_get();
  const std::string_view payload = R"({"statusCode":200,"body":"AP/+","isBase64Encoded":true})";
  CHECK(rest_api_response(payload, api, request).response.body == "AP/+");
  request.headers.emplace_back("Accept", "image/png,*/*");
  CHECK(rest_api_response(payload, api, request).response.body == std::string_view("\x00\xff\xfe", 3));
  api.binary_media_types = {"*/*"};
  CHECK(rest_api_response(payload, api, plain_get()).response.body == std::string_view("\x00\xff\xfe", 3));
  CHECK(rest_api_response(R"({"body":"%","isBase64Encoded":true})", api, request).response == kRestMalformed);
}

TEST_CASE("no function can split a response or break its framing") {
  CHECK(rest("{\"headers\":{\"a\":\"b\\r\\nc: d\"}}") == kRestMalformed);
  CHECK(rest(R"({"headers":{"a b":"c"}})") == kRestMalformed);
  CHECK(rest(R"({"headers":{"":"c"}})") == kRestMalformed);
  CHECK(v2("{\"statusCode\":200,\"cookies\":[\"a=1\\nx: y\"]}") == kHttpMalformed);
  CHECK(v2(R"({"statusCode":200,"headers":{"Content-Length":"3","transfer-encoding":"chunked","a":"b"}})").headers ==
        Headers{{"a", "b"}, {"Content-Type", "text/plain;charset=UTF-8"}});
  CHECK(rest(R"({"headers":{"Content-Length":3,"Transfer-Encoding":"chunked"}})").headers ==
        Headers{{"x-amzn-Remapped-Content-Length", "3"}, {"Content-Type", "application/json"}});
}

TEST_CASE("format 2.0 takes any JSON for a body") {
  const auto answers = [](std::string_view payload, std::string_view body) {
    return v2(payload) == HttpResponse{200, {{"Content-Type", "application/json"}}, std::string(body)};
  };
  CHECK(answers(R"({"hello": "world"})", R"({"hello":"world"})"));
  CHECK(answers(R"(["hello", 3, true])", R"(["hello",3,true])"));
  CHECK(answers(R"("hello")", "hello"));
  CHECK(answers("3.10", "3.10"));
  CHECK(answers("123456789012345678901234567890", "123456789012345678901234567890"));
  CHECK(answers("true", "true"));
  CHECK(answers("null", "null"));
  CHECK(answers(R"({"a": "b \" c  d\\"})", R"({"a":"b \" c  d\\"})"));
}

TEST_CASE("format 2.0 takes the proxy form when there is a statusCode") {
  CHECK(v2(R"({"statusCode":"201","headers":{"X-A":1,"x-b":null},"cookies":["a=1","b=2"],"body":"AP/+",)"
           R"("isBase64Encoded":true,"other":1,"multiValueHeaders":{"c":["d"]}})") ==
        HttpResponse{
            201,
            {{"X-A", "1"}, {"set-cookie", "a=1"}, {"set-cookie", "b=2"}, {"Content-Type", "text/plain;charset=UTF-8"}},
            std::string("\x00\xff\xfe", 3)});
  for (const std::string_view payload :
       {R"({"statusCode":"abc"})", R"({"statusCode":200,"body":{"a":1}})", R"({"statusCode":200,"body":42})",
        R"({"statusCode":null})", R"({"statusCode":200,"cookies":"a=1"})", "", "{", R"({"statusCode":1000})"}) {
    INFO(payload);
    CHECK(v2(payload) == kHttpMalformed);
    CHECK(url(payload) == kUrlMalformed);
  }
  CHECK(kHttpMalformed.status == 500);
  CHECK(kHttpMalformed.body == R"({"message":"Internal Server Error"})");
}

TEST_CASE("format 1.0 needs the proxy form") {
  CHECK(http_api_response_1_0(R"({"hello":"world"})").response == kHttpMalformed);
  CHECK(http_api_response_1_0(R"("text")").response == kHttpMalformed);
  CHECK(http_api_response_1_0(R"({"statusCode":200,"multiValueHeaders":{"set-cookie":["a","b"]},"x":1})")
            .response.headers ==
        Headers{{"set-cookie", "a"}, {"set-cookie", "b"}, {"Content-Type", "text/plain;charset=UTF-8"}});
}

TEST_CASE("a Function URL answers as recorded on AWS") {
  const auto answers = [](std::string_view payload, std::string_view body) {
    return url(payload) == HttpResponse{200, {{"Content-Type", "application/json"}}, std::string(body)};
  };
  CHECK(answers(R"({"hello": "world"})", R"({"hello":"world"})"));
  CHECK(answers(R"("hello")", "hello"));
  CHECK(answers("3", "3"));
  CHECK(answers(R"({"statusCode": "200", "body": "body123"})", "body123"));
  CHECK(answers(R"({"statusCode": 200, "body": "{\"hello\": \"world\"}"})", R"({"hello": "world"})"));
  CHECK(kUrlMalformed.status == 502);
  CHECK(kUrlMalformed.body == "Internal Server Error");
}

TEST_CASE("an ALB takes the maps its target group asks for, and only strings in them") {
  const std::string_view both =
      R"({"statusCode":200,"headers":{"a":"1"},"multiValueHeaders":{"a":["2","3"]},"body":"x"})";
  const std::pair<std::string, std::string> type{"Content-Type", "application/octet-stream"};
  CHECK(alb_response(both, false).response == HttpResponse{200, {{"a", "1"}, type}, "x"});
  CHECK(alb_response(both, true).response == HttpResponse{200, {{"a", "2"}, {"a", "3"}, type}, "x"});
  const HttpResponse page = failure_response(FrontEnd::Alb, Failure::Malformed);
  CHECK(alb_response(R"({"body":"x"})", false).response == page);
  CHECK(alb_response(R"({"statusCode":200,"headers":{"a":1}})", false).response == page);
  CHECK(alb_response(R"({"statusCode":200,"body":")" + std::string(1 << 20, 'x') + "\"}", false).response == page);
  CHECK(page.status == 502);
}

TEST_CASE("names of headers that differ in case are all sent") {
  CHECK(url(R"({"statusCode":200,"headers":{"set-cookie":"a","Set-cookie":"b","content-type":"x/y"}})").headers ==
        Headers{{"set-cookie", "a"}, {"Set-cookie", "b"}, {"content-type", "x/y"}});
}

TEST_CASE("a payload that nests without end is malformed, not a crash") {
  CHECK(v2(std::string(5000000, '[')) == kHttpMalformed);
  CHECK(v2(std::string(2000, '[') + std::string(2000, ']')) == kHttpMalformed);
}

TEST_CASE("a request over the limits is refused in the words of its front end") {
  HttpRequest request = plain_get();
  CHECK(refuse_oversized(FrontEnd::RestApi, request).status == 0);
  request.headers.emplace_back("a", std::string(10240, 'x'));
  CHECK(refuse_oversized(FrontEnd::RestApi, request).status == 431);
  CHECK(refuse_oversized(FrontEnd::FunctionUrl, request).status == 0);
  request = plain_get();
  request.body.assign(10 * 1024 * 1024 + 1, 'x');
  CHECK(refuse_oversized(FrontEnd::RestApi, request).body ==
        R"({"message":"HTTP content length exceeded 10485760 bytes."})");
  CHECK(refuse_oversized(FrontEnd::HttpApi, request).status == 413);
  CHECK(refuse_oversized(FrontEnd::Alb, request).status == 413);
}

TEST_CASE("each front end puts its request id on the response") {
  HttpResponse response;
  add_rest_api_headers(response, sample_request());
  CHECK(find_header(response.headers, "x-amzn-RequestId") == sample_request().request_id);
  CHECK(find_header(response.headers, "x-amz-apigw-id") == "LV7fzho-PHcEJPw=");
  add_http_api_headers(response, sample_request());
  CHECK(find_header(response.headers, "apigw-requestid") == sample_request().request_id);
}

TEST_CASE("an ALB takes null for no value, and a description only with the number of the status") {
  const auto status = [](std::string_view payload, bool multi = false) {
    return alb_response(payload, multi).response.status;
  };
  for (const char* refused :
       {R"({"statusCode":200,"headers":{},"body":null})", R"({"statusCode":200,"headers":{},"statusDescription":null})",
        R"({"statusCode":200,"headers":{},"isBase64Encoded":null})",
        R"({"statusCode":200,"headers":{},"statusDescription":"OK"})",
        R"({"statusCode":200,"headers":{},"statusDescription":"2000 OK"})",
        R"({"statusCode":200,"headers":{},"statusDescription":200})"}) {
    CAPTURE(std::string(refused));
    CHECK(status(refused) == 502);
  }
  CHECK(alb_response(R"({"statusCode":200,"body":null})", false).fault == "body is null: leave it out");
  for (const char* taken : {R"({"statusCode":200,"headers":{},"statusDescription":"200 OK"})",
                            R"({"statusCode":200,"headers":null,"multiValueHeaders":{},"body":""})",
                            R"({"statusCode":200,"headers":{},"statusDescription":""})",
                            R"({"statusCode":200,"headers":{},"statusDescription":"200"})", R"({"statusCode":200})"}) {
    CAPTURE(std::string(taken));
    CHECK(status(taken) == 200);
  }
  CHECK(status(R"({"statusCode":200,"headers":null,"multiValueHeaders":{},"body":""})", true) == 200);
  CHECK(status(R"({"statusCode":200,"headers":{},"multiValueHeaders":null})", true) == 200);
  CHECK(url(R"({"statusCode":200,"body":null})").status == 200);
}

TEST_CASE("a status that announces a response is none for any front end") {
  const std::string payload = R"({"statusCode":101})";
  CHECK(rest(payload).status == 502);
  CHECK(v2(payload).status == 500);
  CHECK(url(payload).status == 502);
  CHECK(alb_response(payload, false).response.status == 502);
  CHECK(http_api_response_1_0(payload).response.status == 500);
}

TEST_CASE("names are read with their escapes, and the last of two counts") {
  CHECK(url(R"({"\u0073tatusCode":500,"statusCode":201,"b\u006fdy":"\ud83d\ude00\n"})") ==
        HttpResponse{201, {{"Content-Type", "application/json"}}, "\xf0\x9f\x98\x80\n"});
  CHECK(url(R"({"statusCode":200,"body":"\ud83d"})").status == 502);
  CHECK(url(R"({"statusCode":200,"headers":{"a":"1","a":"2"}})").headers.front() ==
        std::pair<std::string, std::string>("a", "2"));
}

TEST_CASE("no front end takes CONNECT and TRACE") {
  CHECK_FALSE(takes_method("CONNECT"));
  CHECK_FALSE(takes_method("TRACE"));
  CHECK(takes_method("PATCH"));
  for (const FrontEnd kind : {FrontEnd::HttpApi, FrontEnd::RestApi, FrontEnd::FunctionUrl, FrontEnd::Alb}) {
    CHECK(failure_response(kind, Failure::MethodNotAllowed).status == 405);
  }
}

TEST_CASE("an ALB and an HTTP API have no WebSockets") {
  HttpRequest request = plain_get();
  CHECK_FALSE(wants_websocket(FrontEnd::Alb, request));
  request.headers.emplace_back("Upgrade", "WebSocket");
  CHECK(wants_websocket(FrontEnd::Alb, request));
  CHECK(wants_websocket(FrontEnd::HttpApi, request));
  CHECK_FALSE(wants_websocket(FrontEnd::FunctionUrl, request));
}

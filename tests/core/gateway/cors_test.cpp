#include "core/gateway/cors.h"

#include "core/http/text.h"
#include "tests/core/gateway/sample_request.h"
#include "tests/support/catch.h"

using namespace lambdalocal::gateway;

namespace {

CorsConfiguration example() {
  CorsConfiguration cors;
  cors.allow_origins = {"https://app.example.com", "http://*"};
  cors.allow_methods = {"GET", "POST"};
  cors.allow_headers = {"content-type", "x-a"};
  cors.expose_headers = {"x-b"};
  cors.max_age_seconds = 300;
  return cors;
}

HttpRequest preflight(std::string_view origin, std::string_view method = "POST") {
  HttpRequest request = plain_get();
  request.method = "OPTIONS";
  request.headers = {{"Origin", std::string(origin)}, {"Access-Control-Request-Method", std::string(method)}};
  return request;
}

std::string allow_origin(const HttpResponse& response) {
  return std::string(find_header(response.headers, "access-control-allow-origin").value_or("none"));
}

}  // namespace

TEST_CASE("an HTTP API answers preflights with its configuration") {
  const auto response = preflight_response(FrontEnd::HttpApi, example(), preflight("https://app.example.com"));
  CHECK(response.status == 204);
  CHECK(response.headers == Headers{{"Access-Control-Allow-Origin", "https://app.example.com"},
                                    {"Vary", "Origin"},
                                    {"Access-Control-Allow-Methods", "GET,POST"},
                                    {"Access-Control-Allow-Headers", "content-type,x-a"},
                                    {"Access-Control-Expose-Headers", "x-b"},
                                    {"Access-Control-Max-Age", "300"}});
}

TEST_CASE("origins and methods that are not configured get no headers") {
  const auto answered = [](const HttpRequest& request) {
    return allow_origin(preflight_response(FrontEnd::HttpApi, example(), request));
  };
  CHECK(answered(preflight("http://localhost:8080")) == "http://localhost:8080");
  CHECK(answered(preflight("https://evil.example.com")) == "none");
  CHECK(answered(preflight("http://")) == "none");
  CHECK(answered(preflight("https://app.example.com", "DELETE")) == "none");
}

TEST_CASE("a preflight has an Origin and the method it asks for") {
  HttpRequest request = preflight("https://app.example.com");
  CHECK(is_preflight(FrontEnd::HttpApi, request));
  request.headers.pop_back();
  CHECK_FALSE(is_preflight(FrontEnd::HttpApi, request));
  CHECK(is_preflight(FrontEnd::RestApi, request));
  CHECK_FALSE(is_preflight(FrontEnd::RestApi, plain_get()));
}

TEST_CASE("an HTTP API drops the function's CORS headers and adds its own when there is an Origin") {
  HttpRequest request = plain_get();
  HttpResponse response{200, {{"access-control-Allow-Origin", "*"}, {"x-b", "1"}}, ""};
  apply_cors(FrontEnd::HttpApi, example(), request, response);
  CHECK(response.headers == Headers{{"x-b", "1"}});
  request.headers.emplace_back("Origin", "https://app.example.com");
  apply_cors(FrontEnd::HttpApi, example(), request, response);
  CHECK(allow_origin(response) == "https://app.example.com");
}

TEST_CASE("a Function URL keeps the function's CORS headers, a REST API and an ALB add none") {
  HttpRequest request = plain_get();
  request.headers.emplace_back("Origin", "https://app.example.com");
  HttpResponse response{200, {{"Access-Control-Allow-Origin", "x"}}, ""};
  apply_cors(FrontEnd::RestApi, example(), request, response);
  apply_cors(FrontEnd::Alb, example(), request, response);
  CHECK(response.headers.size() == 1);
  apply_cors(FrontEnd::FunctionUrl, example(), request, response);
  CHECK(response.headers.size() == 4);
}

TEST_CASE("any origin is told *, unless credentials are allowed") {
  CorsConfiguration cors = example();
  cors.allow_origins = {"*"};
  cors.allow_methods = {"*"};
  CHECK(allow_origin(preflight_response(FrontEnd::FunctionUrl, cors, preflight("https://a", "PATCH"))) == "*");
  cors.allow_credentials = true;
  const auto response = preflight_response(FrontEnd::FunctionUrl, cors, preflight("https://a"));
  CHECK(allow_origin(response) == "https://a");
  CHECK(find_header(response.headers, "access-control-allow-credentials") == "true");
}

TEST_CASE("a REST API's preflight says the same to everyone") {
  CorsConfiguration cors = example();
  cors.allow_origins = {"*"};
  const auto response = preflight_response(FrontEnd::RestApi, cors, plain_get());
  CHECK(response.status == 200);
  CHECK(allow_origin(response) == "*");
  CHECK(find_header(response.headers, "access-control-allow-methods") == "GET,POST");
}

TEST_CASE("the pages that may call an API are those its configuration names") {
  const CorsConfiguration cors{{"https://a.example", "http://*"}, {"GET"}, {}, {}, {}, false};
  CHECK(allows_origin(cors, "https://a.example"));
  CHECK(allows_origin(cors, "http://any.example:80"));
  CHECK_FALSE(allows_origin(cors, "https://b.example"));
  CHECK_FALSE(allows_origin(cors, "null"));
  CHECK(allows_origin({{"*"}, {}, {}, {}, {}, true}, "null"));
}

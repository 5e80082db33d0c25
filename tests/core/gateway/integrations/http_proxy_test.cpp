#include "core/gateway/integrations/http_proxy.h"

#include <map>

#include "core/http/text.h"
#include "tests/core/gateway/sample_request.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::gateway;

namespace {

struct Given {
  ApiKind kind = ApiKind::Rest;
  std::string key = "ANY /echo/{proxy+}";
  std::string uri = "http://backend:8080/base/{proxy}?own=1";
  std::string method = "ANY";
  std::map<std::string, std::string> mappings = {{"integration.request.path.proxy", "method.request.path.proxy"}};
  std::string authorizer = "";
};

Result<ProxiedRequest> proxied(const Given& given, HttpRequest request = sample_request()) {
  HttpProxy proxy{given.uri, given.method, {}};
  for (const auto& [key, value] : given.mappings) {
    proxy.mappings.push_back(parse_parameter_mapping(given.kind, key, value).value());
  }
  Api api;
  api.stage = "prod";
  api.stage_variables = {{"host", "blue"}};
  RouteTable table(given.kind);
  REQUIRE(table.add(parse_route_key(given.key, given.kind).value()));
  const auto match = table.match(request.method, path_of(request.target));
  REQUIRE(match);
  return proxied_request(proxy, request, api, given.kind, *match, given.authorizer);
}

Given http(std::map<std::string, std::string> mappings = {}) {
  return {ApiKind::Http, "ANY /echo/{proxy+}", "http://backend/{proxy}", "ANY", std::move(mappings), ""};
}

std::string header(const ProxiedRequest& request, std::string_view name) {
  return std::string(find_header(request.headers, name).value_or("-"));
}

}  // namespace

TEST_CASE("a REST API's proxy takes path, query, method and headers on, and nothing of the connection") {
  const auto request = proxied({}).value();
  CHECK(request.method == "POST");
  CHECK(request.url == "http://backend:8080/base/a%20b%2Bc?own=1&q=b%20c&k=1&k=2+3");
  CHECK(header(request, "tEsT-HEADeR") == "one");
  CHECK(header(request, "Cookie") == "a=1; b=2");
  CHECK(header(request, "X-Forwarded-For") == "10.0.0.1, 127.0.0.1");
  CHECK(header(request, "X-Forwarded-Proto") == "http");
  CHECK(header(request, "x-amzn-apigateway-api-id") == "local");
  CHECK(header(request, "X-Amzn-Trace-Id") == sample_request().trace_id);
  for (const char* gone : {"Host", "Connection", "Content-Length"}) CHECK(header(request, gone) == "-");
}

TEST_CASE("a header that Connection names stays with the connection") {
  HttpRequest sent = sample_request();
  sent.headers.emplace_back("Keep-Alive", "timeout=5");
  for (auto& [name, value] : sent.headers) {
    if (name == "Connection") value = "keep-alive, Test-Header";
  }
  const auto request = proxied({}, sent).value();
  CHECK(header(request, "test-header") == "-");
  CHECK(header(request, "keep-alive") == "-");
}

TEST_CASE("a REST API's proxy needs a mapping for each parameter of its URI, and says which") {
  const auto refused = proxied({.mappings = {}});
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().message ==
        "nothing stands for {proxy} of the integration's URI http://backend:8080/base/{proxy}?own=1\n"
        "map it: integration.request.path.proxy: method.request.path.proxy");
}

TEST_CASE("a REST API maps headers, query strings, contexts, stage variables and literals") {
  const auto request = proxied({.uri = "http://${stageVariables.host}.example/x",
                                .method = "PUT",
                                .mappings = {{"integration.request.header.X-Key", "'se cret'"},
                                             {"integration.request.header.X-Test", "method.request.header.Test-Header"},
                                             {"integration.request.querystring.k", "method.request.querystring.k"},
                                             {"integration.request.querystring.who", "context.authorizer.claims.sub"},
                                             {"integration.request.header.X-Id", "context.requestId"},
                                             {"integration.request.header.X-None", "method.request.header.None"}},
                                .authorizer = R"({"claims":{"sub":"a&b"}})"})
                           .value();
  CHECK(request.method == "PUT");
  CHECK(request.url == "http://blue.example/x?q=b%20c&k=2%203&who=a%26b");
  CHECK(header(request, "X-Key") == "se cret");
  CHECK(header(request, "X-Test") == "two");
  CHECK(header(request, "X-Id") == sample_request().request_id);
  CHECK(header(request, "X-None") == "-");
}

TEST_CASE("an HTTP API's proxy fills in parameters of the route, and tells of the client in Forwarded") {
  const auto request = proxied(http()).value();
  CHECK(request.url == "http://backend/a%20b+c?q=b%20c&k=1&k=2+3");
  CHECK(header(request, "Forwarded") == "by=127.0.0.1;for=127.0.0.1;host=\"localhost:3000\";proto=http");
  CHECK(header(request, "Via") == "HTTP/1.1 AmazonAPIGateway");
  CHECK(header(request, "X-Forwarded-For") == "-");
}

TEST_CASE("an HTTP API appends, overwrites and removes, with several values in one text") {
  const auto request = proxied(http({{"append:header.Test-Header", "${request.path.proxy}/$context.stage"},
                                     {"remove:header.Cookie", "''"},
                                     {"overwrite:querystring.k", "x y"},
                                     {"remove:querystring.q", ""},
                                     {"overwrite:path", "/v2$request.path"}}))
                           .value();
  CHECK(request.url == "http://backend/v2/echo/a%20b%2Bc?k=x%20y");
  CHECK(header(request, "Test-Header") == "one,a b+c/prod");
  CHECK(header(request, "Cookie") == "-");
}

TEST_CASE("the proxy of $default takes the path behind that of its URI") {
  Given given = http();
  given.key = "$default";
  given.uri = "https://backend/base/";
  CHECK(proxied(given).value().url == "https://backend/base/echo/a%20b%2Bc?q=b%20c&k=1&k=2+3");
}

TEST_CASE("nothing that a client sends leaves the path of the URL") {
  HttpRequest sent = sample_request();
  sent.target = "/echo/%40evil.example%2F%3Fx=1%23%0d%0aA:b%25";
  Given given = http();
  CHECK(proxied(given, sent).value().url == "http://backend/@evil.example/%3Fx=1%23%0D%0AA:b%25");
  given.key = "ANY /echo/{one}";
  given.uri = "http://backend/{one}";
  CHECK(proxied(given, sent).value().url == "http://backend/@evil.example%2F%3Fx=1%23%0D%0AA:b%25");
}

TEST_CASE("mappings that are not emulated are named") {
  const auto fault = [](ApiKind kind, std::string_view key, std::string_view value) {
    const auto parsed = parse_parameter_mapping(kind, key, value);
    return parsed ? "" : parsed.error().message;
  };
  CHECK(fault(ApiKind::Rest, "integration.request.header.A", "method.request.body.a") ==
        "request parameter integration.request.header.A: method.request.body.a is not emulated");
  CHECK(fault(ApiKind::Http, "append:header.A", "x$request.body.a") ==
        "request parameter append:header.A: $request.body.a is not emulated");
  CHECK(fault(ApiKind::Http, "append:body", "x") ==
        "request parameter append:body: it is no header, query string parameter or path");
  CHECK(fault(ApiKind::Rest, "integration.request.header.A B", "'x'") ==
        "request parameter integration.request.header.A B: this is no name of a header");
  CHECK(fault(ApiKind::Http, "overwrite:header.Connection", "x") ==
        "request parameter overwrite:header.Connection: this header is API Gateway's own");
}

TEST_CASE("the answer comes back without its connection, from a REST API with its own names") {
  const HttpResponse answer{
      201, {{"Server", "nginx"}, {"Content-Length", "2"}, {"Transfer-Encoding", "chunked"}, {"X", "1"}}, "ok"};
  CHECK(proxied_response(ApiKind::Http, answer).headers == Headers{{"Server", "nginx"}, {"X", "1"}});
  CHECK(proxied_response(ApiKind::Rest, answer).headers ==
        Headers{{"x-amzn-Remapped-Server", "nginx"}, {"X", "1"}, {"Content-Type", "application/json"}});
}

TEST_CASE("a URL that gives no answer has the words of each API") {
  using enum ProxyFailure;
  CHECK(proxy_failure_response(FrontEnd::RestApi, Unreachable).status == 504);
  CHECK(proxy_failure_response(FrontEnd::RestApi, Unreachable).body ==
        R"({"message": "Network error communicating with endpoint"})");
  CHECK(proxy_failure_response(FrontEnd::RestApi, TooLate).body == R"({"message": "Endpoint request timed out"})");
  CHECK(proxy_failure_response(FrontEnd::RestApi, NoUrl).status == 500);
  CHECK(proxy_failure_response(FrontEnd::HttpApi, Unreachable).status == 503);
  CHECK(proxy_failure_response(FrontEnd::HttpApi, TooLarge).status == 500);
}

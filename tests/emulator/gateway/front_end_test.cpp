// The front ends over real sockets. Events and responses in all their shapes are tested in tests/core/gateway.
#include "emulator/gateway/front_end.h"

#include <fmt/format.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <nlohmann/json.hpp>

#include "tests/emulator/gateway/fixture.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::gateway;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using Log = std::vector<std::string>;

namespace {

std::vector<RouteConfiguration> one_route(FrontEnd kind, const std::string& function) {
  if (kind == FrontEnd::HttpApi) return {route_to("$default", function)};
  if (kind == FrontEnd::RestApi) return {route_to("ANY /{proxy+}", function, ApiKind::Rest)};
  return {route_to("", function)};
}

}  // namespace

TEST_CASE("an HTTP API hands requests on in format 2.0, by route") {
  GatewayFixture fixture;
  const auto& api = fixture.listen(FrontEnd::HttpApi, {route_to("GET /pets/{id}", "event")});
  const auto answer = fixture.ask(api, "GET", "/pets/7%20a?q=b%20c&k=1&k=2", "", "Cookie: a=1; b=2\r\nX-Two: 1\r\n");
  CHECK(answer.status == 200);
  const Json event = Json::parse(answer.body);
  CHECK(event["version"] == "2.0");
  CHECK(event["routeKey"] == "GET /pets/{id}");
  CHECK(event["rawPath"] == "/pets/7 a");
  CHECK(event["pathParameters"]["id"] == "7 a");
  CHECK(event["queryStringParameters"]["k"] == "1,2");
  CHECK(event["cookies"] == Json({"a=1", "b=2"}));
  CHECK(event["headers"]["x-forwarded-port"] == std::to_string(api.port()));
  CHECK(event["requestContext"]["http"]["sourceIp"] == "127.0.0.1");
  CHECK(event["requestContext"]["requestId"] == answer.header("apigw-requestid"));
  CHECK(answer.header("apigw-requestid").size() == 16);
  CHECK(fixture.take_log().empty());
}

TEST_CASE("an HTTP API's route may ask for format 1.0") {
  GatewayFixture fixture;
  auto route = route_to("POST /pets", "event");
  route.payload_format = PayloadFormat::Version_1_0;
  const auto answer = fixture.ask(fixture.listen(FrontEnd::HttpApi, {route}), "POST", "/pets", "{}");
  CHECK(Json::parse(answer.body)["version"] == "1.0");
}

TEST_CASE("a REST API is at its stage, and without it") {
  GatewayFixture fixture;
  const auto& api = fixture.listen(FrontEnd::RestApi, {route_to("GET /pets", "event", ApiKind::Rest)});
  CHECK(api.url() == "http://127.0.0.1:" + std::to_string(api.port()) + "/prod");
  for (const char* target : {"/prod/pets", "/pets"}) {
    const auto answer = fixture.ask(api, "GET", target);
    CHECK(answer.status == 200);
    const Json event = Json::parse(answer.body);
    CHECK(event["path"] == "/pets");
    CHECK(event["requestContext"]["path"] == "/prod/pets");
    CHECK(event["requestContext"]["stage"] == "prod");
    CHECK(event["requestContext"]["requestId"] == answer.header("x-amzn-RequestId"));
    CHECK(event["requestContext"]["extendedRequestId"] == answer.header("x-amz-apigw-id"));
    CHECK(event["body"].is_null());
  }
}

TEST_CASE("a function URL's request id is that of the invocation") {
  GatewayFixture fixture;
  const auto& url = fixture.listen(FrontEnd::FunctionUrl, {route_to("", "head")});
  const auto answer = fixture.ask(url, "GET", "/any/path");
  CHECK(answer.status == 200);
  CHECK(answer.body.find("Lambda-Runtime-Aws-Request-Id: " + answer.header("x-amzn-RequestId")) != std::string::npos);
}

TEST_CASE("an ALB hands all requests to its one function") {
  GatewayFixture fixture;
  const auto answer = fixture.ask(fixture.listen(FrontEnd::Alb, {route_to("", "event")}), "PUT", "/x?a=%20", "text",
                                  "Content-Type: text/plain\r\n");
  const Json event = Json::parse(answer.body);
  CHECK(event["path"] == "/x");
  CHECK(event["queryStringParameters"]["a"] == "%20");
  CHECK(event["requestContext"]["elb"]["targetGroupArn"].get<std::string>().find("targetgroup/event/") !=
        std::string::npos);
  CHECK(event["body"] == "text");
}

TEST_CASE("a URL that leads back to where it is asked for ends at once, and is told") {
  GatewayFixture fixture;
  FrontEndConfiguration configuration;
  configuration.routes = {route_to("GET /a", "")};
  configuration.routes[0].http_proxy = HttpProxy{"http://127.0.0.1:1/a", "ANY", {}};
  auto& api = fixture.listen(configuration);
  configuration.routes[0].http_proxy->uri = fmt::format("http://127.0.0.1:{}/a", api.port());
  REQUIRE(api.configure(configuration).ok());
  const auto answer = fixture.ask(api, "GET", "/a");
  CHECK(answer.status == 508);
  CHECK(answer.body == R"({"message":"Loop Detected"})");
  CHECK(fixture.take_log() ==
        Log{fmt::format("GET /a -> 508: its URL http://127.0.0.1:{}/a leads back here: the request has "
                        "been forwarded 10 times",
                        api.port())});
}

TEST_CASE("an ALB's rules choose the function by priority, and answer by themselves") {
  GatewayFixture fixture;
  const auto rule = [](const std::string& path, const std::string& function) {
    RouteConfiguration route = route_to("", function);
    route.conditions = {{ConditionField::PathPattern, "", {path}, {}}};
    return route;
  };
  RouteConfiguration first = rule("/api/*", "event"), refused = rule("/api/ec2", ""), moved = rule("/old", "");
  first.target_group = TargetGroup{"arn:group", true};
  refused.own_answer = not_emulated(FrontEnd::Alb, "Elsewhere forwards to instances");
  moved.own_answer = OwnAnswer{Redirect{}, ""};
  std::get<Redirect>(moved.own_answer->response).path = "/new";
  RouteConfiguration by_default = route_to("", "");
  by_default.own_answer = OwnAnswer{HttpResponse{404, {{"Content-Type", "text/plain"}}, "nothing here"}, ""};
  const auto& alb = fixture.listen(FrontEnd::Alb, {refused, first, moved, by_default});

  const Json event = Json::parse(fixture.ask(alb, "GET", "/api/x?a=1&a=2").body);
  CHECK(event["requestContext"]["elb"]["targetGroupArn"] == "arn:group");
  CHECK(event["multiValueQueryStringParameters"]["a"] == Json({"1", "2"}));
  CHECK(fixture.ask(alb, "GET", "/elsewhere").body == "nothing here");
  CHECK(fixture.ask(alb, "GET", "/elsewhere").status == 404);
  const auto redirect = fixture.ask(alb, "GET", "/old?q");
  CHECK(redirect.status == 302);
  CHECK(redirect.header("Location").ends_with("/new?q"));
  CHECK(fixture.take_log().empty());
  CHECK(fixture.ask(alb, "GET", "/api/ec2").status == 501);
  CHECK(fixture.take_log() == Log{"GET /api/ec2 -> 501: Elsewhere forwards to instances"});
}

TEST_CASE("a route whose integration is not emulated answers 501, and no other route takes its requests") {
  GatewayFixture fixture;
  const auto kind = GENERATE(FrontEnd::HttpApi, FrontEnd::RestApi);
  const ApiKind api_kind = kind == FrontEnd::RestApi ? ApiKind::Rest : ApiKind::Http;
  RouteConfiguration mock = route_to("GET /mock", "", api_kind);
  mock.own_answer = not_emulated(kind, "GET /mock has an integration of type MOCK");
  const auto& api = fixture.listen(kind, {mock, route_to("ANY /{proxy+}", "event", api_kind)});
  const auto answer = fixture.ask(api, "GET", "/mock");
  CHECK(answer.status == 501);
  CHECK(answer.body == R"({"message":"GET /mock has an integration of type MOCK"})");
  CHECK(fixture.ask(api, "GET", "/other").status == 200);
  CHECK(fixture.take_log() == Log{"GET /mock -> 501: GET /mock has an integration of type MOCK"});
}

namespace {

asio::awaitable<void> echo(system::HttpExchange& exchange) {
  std::string body;
  co_await exchange.read_body(body, 1024);
  if (exchange.target() == "/large") co_return exchange.respond(200, "", std::string(11 * 1024 * 1024, 'x'));
  exchange.respond(201, "Server: backend\r\nContent-Type: text/plain\r\n",
                   std::string(exchange.method()) + " " + std::string(exchange.target()) + " " + body);
}

RouteConfiguration proxy_to(const std::string& key, ApiKind kind, std::string uri) {
  RouteConfiguration route = route_to(key, "", kind);
  route.http_proxy = HttpProxy{std::move(uri), "ANY", {}};
  if (kind == ApiKind::Rest) {
    route.http_proxy->mappings = {
        parse_parameter_mapping(kind, "integration.request.path.proxy", "method.request.path.proxy").value()};
  }
  return route;
}

}  // namespace

TEST_CASE("a route with an HTTP proxy integration goes to its URL") {
  GatewayFixture fixture;
  auto backend = system::HttpServer::listen(fixture.loop().get_executor(), {}, echo).value();
  const std::string url = "http://127.0.0.1:" + std::to_string(backend.port());
  const auto kind = GENERATE(FrontEnd::HttpApi, FrontEnd::RestApi);
  const ApiKind api_kind = kind == FrontEnd::RestApi ? ApiKind::Rest : ApiKind::Http;
  const auto& api = fixture.listen(
      kind, {proxy_to("ANY /to/{proxy+}", api_kind, url + "/{proxy}"), route_to("GET /fn", "event", api_kind)});
  const auto answer = fixture.ask(api, "PUT", "/to/a/b?c=d", "body");
  CHECK(answer.status == 201);
  CHECK(answer.body == "PUT /a/b?c=d body");
  CHECK(answer.header("Content-Type") == "text/plain");
  CHECK(answer.header(kind == FrontEnd::RestApi ? "x-amzn-Remapped-Server" : "Server") == "backend");
  CHECK(fixture.ask(api, "GET", "/fn").status == 200);
  CHECK(fixture.take_log().empty());
  CHECK(fixture.ask(api, "GET", "/to/large").status == 500);
  CHECK(fixture.take_log() == Log{"GET /to/large -> 500: " + url + "/large: answered with over 10485760 bytes"});
  backend.close();
  const auto unreachable = fixture.ask(api, "GET", "/to/a?secret=1");
  CHECK(unreachable.status == (kind == FrontEnd::RestApi ? 504 : 503));
  CHECK(fixture.take_log().at(0).find("/a: connect: Connection refused") != std::string::npos);
}

TEST_CASE("a URL that does not answer in the time of its integration is waited for no longer") {
  GatewayFixture fixture;
  const auto never = [](system::HttpExchange& exchange) -> asio::awaitable<void> {
    asio::steady_timer forever(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
    exchange.on_peer_gone([&forever] { forever.cancel(); });
    boost::system::error_code ignored;
    co_await forever.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  };
  auto backend = system::HttpServer::listen(fixture.loop().get_executor(), {}, never).value();
  auto route = proxy_to("ANY /{proxy+}", ApiKind::Rest, "http://127.0.0.1:" + std::to_string(backend.port()));
  route.timeout = 50ms;
  const auto answer = fixture.ask(fixture.listen(FrontEnd::RestApi, {route}), "GET", "/a");
  CHECK(answer.status == 504);
  CHECK(answer.body == R"({"message": "Endpoint request timed out"})");
}

TEST_CASE("a route that needs an API key takes its value alone, and the event tells which it is") {
  GatewayFixture fixture;
  FrontEndConfiguration configuration;
  configuration.kind = FrontEnd::RestApi;
  configuration.api.stage = "prod";
  configuration.routes = {route_to("GET /key", "event", ApiKind::Rest), route_to("GET /open", "event", ApiKind::Rest)};
  configuration.routes[0].api_key_required = true;
  configuration.api_keys = {{"partner", "id1", "value1", false}, {"other", "id2", "value2", false}};
  const auto& api = fixture.listen(configuration);
  const auto answer = fixture.ask(api, "GET", "/key", "", "x-api-key: value2\r\n");
  CHECK(answer.status == 200);
  const Json identity = Json::parse(answer.body)["requestContext"]["identity"];
  CHECK(identity["apiKey"] == "value2");
  CHECK(identity["apiKeyId"] == "id2");
  CHECK_FALSE(
      Json::parse(fixture.ask(api, "GET", "/open", "", "X-API-Key: value2\r\n").body)["requestContext"]["identity"]
          .contains("apiKey"));
  CHECK(fixture.take_log().empty());
  for (const char* header : {"", "X-API-Key: value3\r\n", "X-API-Key: \r\n"}) {
    const auto refused = fixture.ask(api, "GET", "/key", "", header);
    CHECK(refused.status == 403);
    CHECK(refused.body == R"({"message":"Forbidden"})");
    CHECK(refused.header("x-amzn-ErrorType") == "ForbiddenException");
    CHECK(fixture.take_log() == Log{"GET /key -> 403: it has no X-API-Key that the route takes"});
  }
}

TEST_CASE("a trace of the client goes on to the function, what it left open is filled in") {
  GatewayFixture fixture;
  const auto& api = fixture.listen(FrontEnd::HttpApi, {route_to("$default", "head")});
  const std::string root = "Root=1-5759e988-bd862e3fe1be46a994272793";
  const auto sent = fixture.ask(api, "GET", "/", "", "X-Amzn-Trace-Id: " + root + ";Sampled=1\r\n");
  CHECK(sent.body.find("Lambda-Runtime-Trace-Id: " + root + ";Sampled=1;Parent=") != std::string::npos);
  const auto made = fixture.ask(api, "GET", "/");
  CHECK(made.body.find("Lambda-Runtime-Trace-Id: Root=1-") != std::string::npos);
}

TEST_CASE("the function's status, headers and cookies are the answer") {
  GatewayFixture fixture;
  const auto& api = fixture.listen(FrontEnd::HttpApi, one_route(FrontEnd::HttpApi, "mirror"));
  const auto answer = fixture.ask(
      api, "POST", "/",
      R"({"statusCode":201,"headers":{"X-One":"1","Content-Length":"7"},"cookies":["a=1","b=2"],"body":"done"})");
  CHECK(answer.status == 201);
  CHECK(answer.body == "done");
  CHECK(answer.header("X-One") == "1");
  CHECK(answer.head.find("set-cookie: a=1\r\nset-cookie: b=2\r\n") != std::string::npos);
  CHECK(answer.header("Content-Length") == "4");
}

TEST_CASE("binary travels both ways as base64") {
  GatewayFixture fixture;
  const auto& api = fixture.listen(FrontEnd::FunctionUrl, {route_to("", "event")});
  const auto sent = fixture.ask(api, "POST", "/", std::string("\x00\xff\x10", 3), "Content-Type: image/png\r\n");
  CHECK(Json::parse(sent.body)["body"] == "AP8Q");
  CHECK(Json::parse(sent.body)["isBase64Encoded"] == true);
  const auto& back = fixture.listen(FrontEnd::FunctionUrl, {route_to("", "mirror")});
  const auto answer = fixture.ask(back, "POST", "/", R"({"statusCode":200,"body":"AP8Q","isBase64Encoded":true})");
  CHECK(answer.body == std::string("\x00\xff\x10", 3));
}

TEST_CASE("each front end has its own words for what goes wrong, the log has the reason") {
  struct Case {
    FrontEnd kind;
    const char* function;
    const char* payload;
    int status;
    const char* body;
    const char* reason;
  };
  const auto [kind, function, payload, status, body, reason] = GENERATE(values<Case>({
      {FrontEnd::HttpApi, "mirror", R"({"statusCode":"x"})", 500, R"({"message":"Internal Server Error"})",
       "function mirror: statusCode is no whole number"},
      {FrontEnd::RestApi, "mirror", "[]", 502, R"({"message": "Internal server error"})",
       "function mirror: the function returned no object"},
      {FrontEnd::FunctionUrl, "mirror", R"({"statusCode":99})", 502, "Internal Server Error",
       "function mirror: statusCode 99 is not 100 to 599"},
      {FrontEnd::FunctionUrl, "mirror", R"({"statusCode":101})", 502, "Internal Server Error",
       "function mirror: statusCode 101 announces a response, it is none"},
      {FrontEnd::Alb, "mirror", "{}", 502, "<html>", "function mirror: statusCode is missing"},
      {FrontEnd::HttpApi, "error", "", 500, R"({"message":"Internal Server Error"})",
       "function error failed: ValueError: no such pet"},
      {FrontEnd::RestApi, "error", "", 502, R"({"message": "Internal server error"})",
       "function error failed: ValueError: no such pet"},
      {FrontEnd::FunctionUrl, "exit", "", 502, "Internal Server Error", "function exit failed: Runtime.ExitError: "},
      {FrontEnd::Alb, "exit", "", 502, "<html>", "function exit failed: Runtime.ExitError: "},
      {FrontEnd::HttpApi, "none-free", "", 500, R"({"message":"Internal Server Error"})",
       "function none-free is throttled: ReservedFunctionConcurrentInvocationLimitExceeded"},
      {FrontEnd::RestApi, "none-free", "", 500, R"({"message": "Internal server error"})",
       "function none-free is throttled: "},
      {FrontEnd::FunctionUrl, "none-free", "", 429, R"({"Reason":)", "function none-free is throttled: "},
      {FrontEnd::Alb, "none-free", "", 502, "<html>", "function none-free is throttled: "},
      {FrontEnd::HttpApi, "broken", "", 500, R"({"message":"Internal Server Error"})",
       "function broken cannot be invoked: read app.zip: no such file"},
      {FrontEnd::RestApi, "broken", "", 500, R"({"message": "Internal server error"})",
       "function broken cannot be invoked: "},
  }));
  GatewayFixture fixture;
  fixture.add_function("none-free", "mirror", 0);
  fixture.add_function("broken", "broken");
  const auto& server = fixture.listen(kind, one_route(kind, function));
  const auto answer = fixture.ask(server, "POST", "/pets", payload);
  CHECK(answer.status == status);
  CHECK(answer.body.starts_with(body));
  const auto log = fixture.take_log();
  REQUIRE(log.size() == 1);
  CHECK(log[0].starts_with("POST /pets -> " + std::to_string(status) + ": " + reason));
}

TEST_CASE("what no route takes is 404 to an HTTP API and 403 to a REST API") {
  GatewayFixture fixture;
  const auto& http = fixture.listen(FrontEnd::HttpApi, {route_to("GET /pets", "event")});
  CHECK(fixture.ask(http, "POST", "/pets").body == R"({"message":"Not Found"})");
  const auto& rest = fixture.listen(FrontEnd::RestApi, {route_to("GET /pets", "event", ApiKind::Rest)});
  CHECK(fixture.ask(rest, "GET", "/prod/dogs").body == R"({"message":"Missing Authentication Token"})");
  CHECK(fixture.take_log() == Log{"POST /pets -> 404: no route takes it", "GET /dogs -> 403: no route takes it"});
}

TEST_CASE("a function that takes longer than the integration waits is answered for, and goes on") {
  GatewayFixture fixture;
  auto route = route_to("$default", "hang");
  route.timeout = 30ms;
  const auto answer = fixture.ask(fixture.listen(FrontEnd::HttpApi, {route}), "GET", "/");
  CHECK(answer.status == 503);
  CHECK(answer.body == R"({"message":"Service Unavailable"})");
  fixture.run_until([&] { return fixture.busy("hang") == 1; });  // on a slow machine it has yet to start
  route = route_to("GET /a", "hang", ApiKind::Rest);
  route.timeout = 30ms;
  CHECK(fixture.ask(fixture.listen(FrontEnd::RestApi, {route}), "GET", "/a").status == 504);
}

TEST_CASE("a body over the limit is refused in the front end's words, announced or not") {
  GatewayFixture fixture;
  const auto& alb = fixture.listen(FrontEnd::Alb, {route_to("", "event")});
  const auto refused = fixture.ask(alb, "POST", "/", std::string(1024 * 1024 + 1, 'x'));
  CHECK(refused.status == 413);
  auto client = fixture.client(alb);
  client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n");
  CHECK(client.receive().status == 413);
  CHECK(client.closed_by_peer());
  CHECK(fixture.take_log() == Log{"POST / -> 413: its body is too large", "POST / -> 413: its body is too large"});
}

TEST_CASE("a body that Lambda does not take is refused, though API Gateway does") {
  GatewayFixture fixture;
  const auto& url = fixture.listen(FrontEnd::FunctionUrl, {route_to("", "event")});
  const std::string body(5 * 1024 * 1024, 'x');
  CHECK(fixture.ask(url, "POST", "/", body, "Content-Type: image/png\r\n").status == 413);
  const auto& api = fixture.listen(FrontEnd::HttpApi, {route_to("$default", "event")});
  CHECK(fixture.ask(api, "POST", "/", body, "Content-Type: image/png\r\n").status == 500);
}

TEST_CASE("a client that asks whether to send its body is told to go on") {
  GatewayFixture fixture;
  auto client = fixture.client(fixture.listen(FrontEnd::FunctionUrl, {route_to("", "mirror")}));
  client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  CHECK(client.receive().status == 100);
  client.send("\"a\"");
  CHECK(client.receive().body == "a");
}

TEST_CASE("headers over the limit are refused") {
  GatewayFixture fixture;
  const auto& api = fixture.listen(FrontEnd::HttpApi, {route_to("$default", "event")});
  CHECK(fixture.ask(api, "GET", "/", "", "X: " + std::string(10240, 'x') + "\r\n").status == 431);
  const auto& alb = fixture.listen(FrontEnd::Alb, {route_to("", "event")});
  CHECK(fixture.ask(alb, "GET", "/", "", "X: " + std::string(65 * 1024, 'x') + "\r\n").body.starts_with("<html>"));
}

TEST_CASE("HTTP/1.1 without Host is refused, HTTP/1.0 is not") {
  GatewayFixture fixture;
  const auto& api = fixture.listen(FrontEnd::HttpApi, {route_to("$default", "event")});
  auto client = fixture.client(api);
  client.send("GET / HTTP/1.1\r\n\r\n");
  CHECK(client.receive().status == 400);
  auto old = fixture.client(api);
  old.send("GET / HTTP/1.0\r\n\r\n");
  const auto answer = old.receive();
  CHECK(answer.status == 200);
  CHECK(Json::parse(answer.body)["requestContext"]["http"]["protocol"] == "HTTP/1.0");
}

TEST_CASE("a Host that is not ours is refused") {
  GatewayFixture fixture;
  fixture.access.emplace();
  const auto& api = fixture.listen(FrontEnd::HttpApi, {route_to("$default", "event")});
  CHECK(fixture.ask(api, "GET", "/").status == 200);
  for (const char* head :
       {"GET / HTTP/1.1\r\nHost: evil.example", "GET http://evil.example/ HTTP/1.1\r\nHost: localhost"}) {
    auto client = fixture.client(api);
    client.send(std::string(head) + "\r\n\r\n");
    CHECK(client.receive().status == 403);
    CHECK(fixture.take_log() ==
          Log{"GET / -> 403: the host 'evil.example' is not this machine's; a page in the browser "
              "may be behind it;if it is meant to be this machine, allow it with --allow-host "
              "evil.example"});
  }
}

TEST_CASE("a page of another site runs no function, unless CORS or the person lets it") {
  GatewayFixture fixture;
  fixture.access.emplace();
  fixture.access->origins = {"https://allowed.example"};
  FrontEndConfiguration configuration;
  configuration.routes = {route_to("$default", "mirror")};
  configuration.cors = CorsConfiguration{{"https://app.example"}, {"POST"}, {"x-a"}, {}, {}, false};
  const auto& api = fixture.listen(configuration);
  const auto post = [&](const std::string& headers) {
    return fixture.ask(api, "POST", "/", "1", "Content-Type: text/plain\r\n" + headers);
  };
  const auto refused = post("Origin: https://evil.example\r\nSec-Fetch-Site: cross-site\r\n");
  CHECK(refused.status == 403);
  CHECK(refused.header("Access-Control-Allow-Origin").empty());
  CHECK(fixture.take_log() == Log{"POST / -> 403: the page 'https://evil.example' may not invoke functions;if it may, "
                                  "serve with --allow-origin 'https://evil.example'"});
  CHECK(post("Origin: https://evil.example\r\n").status == 403);
  CHECK(post("Origin: null\r\n").status == 403);
  CHECK(fixture.ask(api, "GET", "/", "", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n").status == 403);
  CHECK(fixture.ask(api, "OPTIONS", "/", "", "Origin: https://evil.example\r\n").status == 403);

  const auto listed = post("Origin: https://app.example\r\nSec-Fetch-Site: cross-site\r\n");
  CHECK(listed.status == 200);
  CHECK(listed.header("Access-Control-Allow-Origin") == "https://app.example");
  CHECK(post("Origin: https://allowed.example\r\nSec-Fetch-Site: cross-site\r\n").status == 200);
  CHECK(post("Origin: http://localhost:5173\r\nSec-Fetch-Site: same-site\r\n").status == 200);
  CHECK(post("Sec-Fetch-Site: same-origin\r\n").status == 200);
  CHECK(post("").status == 200);
}

TEST_CASE("a preflight that the front end answers itself runs no function, so every page may send it") {
  GatewayFixture fixture;
  fixture.access.emplace();
  FrontEndConfiguration configuration;
  configuration.routes = {route_to("$default", "hang")};
  configuration.cors = CorsConfiguration{{"https://app.example"}, {"PUT"}, {}, {}, {}, false};
  const auto& api = fixture.listen(configuration);
  const auto answer = fixture.ask(api, "OPTIONS", "/", "",
                                  "Origin: https://evil.example\r\nSec-Fetch-Site: cross-site\r\n"
                                  "Access-Control-Request-Method: PUT\r\n");
  CHECK(answer.status == 204);
  CHECK(answer.header("Access-Control-Allow-Origin").empty());
}

TEST_CASE("CONNECT and TRACE never reach a function") {
  const auto kind = GENERATE(FrontEnd::HttpApi, FrontEnd::RestApi, FrontEnd::FunctionUrl, FrontEnd::Alb);
  GatewayFixture fixture;
  std::string key(kind == FrontEnd::HttpApi ? "$default" : kind == FrontEnd::RestApi ? "ANY /{proxy+}" : "");
  const auto& server =
      fixture.listen(kind, {route_to(key, "hang", kind == FrontEnd::RestApi ? ApiKind::Rest : ApiKind::Http)});
  CHECK(fixture.ask(server, "TRACE", "/prod/x").status == 405);
  CHECK(fixture.ask(server, "CONNECT", "localhost:80").status == 405);
}

TEST_CASE("an ALB and an HTTP API refuse to become a WebSocket") {
  GatewayFixture fixture;
  const std::string upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";
  const auto& alb = fixture.listen(FrontEnd::Alb, {route_to("", "hang")});
  CHECK(fixture.ask(alb, "GET", "/", "", upgrade).status == 400);
  const auto& api = fixture.listen(FrontEnd::HttpApi, {route_to("$default", "hang")});
  CHECK(fixture.ask(api, "GET", "/", "", upgrade).body == R"({"message":"Bad Request"})");
}

TEST_CASE("what a client sent never commands the terminal") {
  GatewayFixture fixture;
  fixture.access.emplace();
  const auto& api = fixture.listen(FrontEnd::HttpApi, {route_to("GET /known", "event")});
  for (const char* bytes : {"\xc2\x9b"
                            "2J",
                            "\x9b"
                            "2J",
                            "\xff"}) {
    auto path = fixture.client(api);
    path.send("GET /" + std::string(bytes) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    (void)path.receive();
    auto host = fixture.client(api);
    host.send("GET / HTTP/1.1\r\nHost: " + std::string(bytes) + "\r\n\r\n");
    (void)host.receive();
  }
  for (const std::string& line : fixture.take_log()) {
    CAPTURE(line);
    CHECK(std::all_of(line.begin(), line.end(), [](char byte) { return byte >= ' ' && byte < 0x7f; }));
  }
}

TEST_CASE("several requests on one connection are answered in their order") {
  GatewayFixture fixture;
  auto client = fixture.client(fixture.listen(FrontEnd::FunctionUrl, {route_to("", "mirror")}));
  for (const char digit : {'1', '2', '3'}) {
    client.send(std::string("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n") + digit);
  }
  for (const char* digit : {"1", "2", "3"}) CHECK(client.receive().body == digit);
}

TEST_CASE("a preflight is answered by the front end, other answers get its CORS headers") {
  GatewayFixture fixture;
  FrontEndConfiguration configuration;
  configuration.routes = {route_to("POST /pets", "mirror")};
  configuration.cors = CorsConfiguration{{"https://a.example"}, {"POST"}, {"x-a"}, {}, 5, false};
  const auto& api = fixture.listen(configuration);
  const std::string origin = "Origin: https://a.example\r\n";
  const auto preflight = fixture.ask(api, "OPTIONS", "/pets", "", origin + "Access-Control-Request-Method: POST\r\n");
  CHECK(preflight.status == 204);
  CHECK(preflight.header("Access-Control-Allow-Origin") == "https://a.example");
  CHECK(fixture.ask(api, "POST", "/pets", "1", origin).header("Access-Control-Allow-Origin") == "https://a.example");
  CHECK(fixture.ask(api, "POST", "/dogs", "", origin).header("Access-Control-Allow-Origin") == "https://a.example");
}

TEST_CASE("a REST API's CORS answers OPTIONS on its resources, not in place of a function's own") {
  GatewayFixture fixture;
  FrontEndConfiguration configuration;
  configuration.kind = FrontEnd::RestApi;
  configuration.api.stage = "prod";
  configuration.routes = {route_to("GET /pets", "event", ApiKind::Rest),
                          route_to("OPTIONS /own", "event", ApiKind::Rest)};
  configuration.cors = CorsConfiguration{{"*"}, {"GET"}, {}, {}, {}, false};
  const auto& api = fixture.listen(configuration);
  CHECK(fixture.ask(api, "OPTIONS", "/prod/pets").header("Access-Control-Allow-Methods") == "GET");
  CHECK(Json::parse(fixture.ask(api, "OPTIONS", "/prod/own").body)["resource"] == "/own");
  CHECK(fixture.ask(api, "OPTIONS", "/prod/dogs").status == 403);
}

TEST_CASE("a route to a function that is not there is an error at the start, with a suggestion") {
  GatewayFixture fixture;
  FrontEndConfiguration configuration;
  configuration.routes = {route_to("GET /", "mirro")};
  const auto refused = fixture.try_listen(configuration);
  REQUIRE(!refused.ok());
  CHECK(refused.error().message == "route \"GET /\": there is no function mirro\ndid you mean mirror?");
}

TEST_CASE("another configuration counts from the next request on, a bad one changes nothing") {
  GatewayFixture fixture;
  auto& api = fixture.listen(FrontEnd::HttpApi, {route_to("GET /a", "event")});
  FrontEndConfiguration other;
  other.routes = {route_to("GET /b", "event")};
  REQUIRE(api.configure(other).ok());
  CHECK(fixture.ask(api, "GET", "/a").status == 404);
  CHECK(fixture.ask(api, "GET", "/b").status == 200);
  other.routes = {route_to("GET /c", "gone")};
  CHECK(!api.configure(other).ok());
  CHECK(fixture.ask(api, "GET", "/b").status == 200);
}

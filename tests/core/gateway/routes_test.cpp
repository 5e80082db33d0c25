#include "core/gateway/routes.h"

#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::gateway;

namespace {

RouteTable table(ApiKind kind, std::initializer_list<std::string_view> keys) {
  RouteTable routes(kind);
  for (const auto key : keys) {
    auto route = parse_route_key(key, kind);
    INFO(key);
    REQUIRE(route.ok());
    REQUIRE(routes.add(*route).ok());
  }
  return routes;
}

std::string taken(const RouteTable& routes, std::string_view method, std::string_view path) {
  const auto match = routes.match(method, path);
  return match ? match->route->key : "none";
}

PathParameters parameters(const RouteTable& routes, std::string_view path) {
  const auto match = routes.match("GET", path);
  REQUIRE(match);
  return match->path_parameters;
}

}  // namespace

TEST_CASE("an HTTP API takes the most specific route, as its documentation lists them") {
  const auto routes = table(ApiKind::Http, {"$default", "ANY /{proxy+}", "GET /pets/{proxy+}", "GET /pets/dog/{id}",
                                            "GET /pets/dog/1", "ANY /pets/dog/1"});
  CHECK(taken(routes, "GET", "/pets/dog/1") == "GET /pets/dog/1");
  CHECK(taken(routes, "GET", "/pets/dog/2") == "GET /pets/dog/{id}");
  CHECK(taken(routes, "GET", "/pets/cat/1") == "GET /pets/{proxy+}");
  CHECK(taken(routes, "POST", "/pets/dog/1") == "ANY /pets/dog/1");
  CHECK(taken(routes, "POST", "/pets/dog/2") == "ANY /{proxy+}");
  CHECK(taken(routes, "GET", "/") == "$default");
}

TEST_CASE("what an HTTP API has no route for is not found") {
  const auto routes = table(ApiKind::Http, {"GET /pets", "GET /pets/{id}"});
  CHECK(taken(routes, "GET", "/") == "none");
  CHECK(taken(routes, "POST", "/pets") == "none");
  CHECK(taken(routes, "GET", "/pets/") == "none");
  CHECK(taken(routes, "GET", "/pets/1/2") == "none");
  CHECK(no_route_response(ApiKind::Http) ==
        HttpResponse{404, {{"content-type", "application/json"}}, R"({"message":"Not Found"})"});
}

TEST_CASE("a REST API chooses the resource by the path, then looks for the method") {
  const auto routes = table(ApiKind::Rest, {"GET /pets", "ANY /{proxy+}"});
  CHECK(taken(routes, "GET", "/pets") == "GET /pets");
  CHECK(taken(routes, "GET", "/pets/") == "GET /pets");
  CHECK(taken(routes, "POST", "/pets") == "none");
  CHECK(taken(routes, "POST", "/cats") == "ANY /{proxy+}");
  CHECK(no_route_response(ApiKind::Rest).status == 403);
  CHECK(no_route_response(ApiKind::Rest).body == R"({"message":"Missing Authentication Token"})");
}

TEST_CASE("a route of the method goes before ANY, whichever was added first") {
  const auto routes = table(ApiKind::Rest, {"GET /a", "ANY /a", "ANY /b", "GET /b", "DELETE /b"});
  CHECK(taken(routes, "GET", "/a") == "GET /a");
  CHECK(taken(routes, "PUT", "/a") == "ANY /a");
  CHECK(taken(routes, "GET", "/b") == "GET /b");
  CHECK(taken(routes, "PUT", "/b") == "ANY /b");
}

TEST_CASE("literal text goes before a parameter at the first segment that differs") {
  const auto routes = table(ApiKind::Http, {"GET /{a}/x", "GET /pets/{b}", "GET /pets/{c+}"});
  CHECK(taken(routes, "GET", "/pets/x") == "GET /pets/{b}");
  CHECK(taken(routes, "GET", "/cats/x") == "GET /{a}/x");
  CHECK(taken(routes, "GET", "/pets/x/y") == "GET /pets/{c+}");
}

TEST_CASE("path parameters of HTTP APIs are decoded, those of REST APIs are not") {
  const std::string_view path = "/users/test%2Balias@gmail.com/a%20b//c+d/";
  CHECK(parameters(table(ApiKind::Http, {"GET /users/{id}/{rest+}"}), path) ==
        PathParameters{{"id", "test+alias@gmail.com"}, {"rest", "a b//c+d/"}});
  CHECK(parameters(table(ApiKind::Rest, {"GET /users/{id}/{rest+}"}), path) ==
        PathParameters{{"id", "test%2Balias@gmail.com"}, {"rest", "a%20b//c+d"}});
}

TEST_CASE("a REST API does not count a second slash in front") {
  const auto routes = table(ApiKind::Rest, {"ANY /{proxy+}"});
  CHECK(parameters(routes, "//proxy-value") == PathParameters{{"proxy", "proxy-value"}});
  CHECK(parameters(routes, "/proxy-value//double") == PathParameters{{"proxy", "proxy-value//double"}});
}

TEST_CASE("an encoded slash does not end a segment") {
  CHECK(parameters(table(ApiKind::Http, {"GET /a/{id}"}), "/a/b%2Fc") == PathParameters{{"id", "b/c"}});
}

TEST_CASE("a route names its function after the last equals sign") {
  const auto route = parse_route("get /pets/{id} = fn", ApiKind::Http);
  REQUIRE(route.ok());
  CHECK(route->key == "GET /pets/{id}");
  CHECK(route->function == "fn");
  CHECK(parse_route("$default=fn", ApiKind::Http)->key == "$default");
  CHECK(parse_route("/a=b=fn", ApiKind::Rest)->path == "/a=b");
  CHECK(parse_route("/any=fn", ApiKind::Rest)->method == "ANY");
}

TEST_CASE("a route that API Gateway would not take is refused") {
  for (const std::string_view text :
       {"GET /pets", "GET /pets=", "GET pets=fn", "FETCH /pets=fn", "GET /{a+}/b=fn", "GET /{}=fn", "GET /a{b}=fn",
        "GET /{a}/{a}=fn", "GET /a//b=fn", "=fn", "GET=fn", "GET /{a}{b}=fn"}) {
    INFO(text);
    const auto route = parse_route(text, ApiKind::Http);
    CHECK_FALSE(route.ok());
  }
  CHECK_FALSE(parse_route("$default=fn", ApiKind::Rest).ok());
}

TEST_CASE("two routes that take the same requests are refused") {
  RouteTable routes(ApiKind::Http);
  REQUIRE(routes.add(*parse_route("GET /a/{b}=f", ApiKind::Http)).ok());
  CHECK_FALSE(routes.add(*parse_route("GET /a/{c}=g", ApiKind::Http)).ok());
  CHECK(routes.add(*parse_route("GET /a/{c+}=g", ApiKind::Http)).ok());
  CHECK(routes.add(*parse_route("$default=g", ApiKind::Http)).ok());
  CHECK_FALSE(routes.add(*parse_route("$default=g", ApiKind::Http)).ok());
}

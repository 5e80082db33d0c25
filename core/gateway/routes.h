// Routes of API Gateway: route keys of HTTP APIs (GET /pets/{id}, ANY /{proxy+}, $default) and resources of REST APIs
// (a method and a path of the same form), and which of them a request takes.
// Sources: docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html,
// docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html
//
// Precedence: of two paths that match, the one that is more specific at the first segment where they differ: literal
// text before {name} before {name+}; and a route of the method before ANY of the same path. HTTP APIs look only at
// routes of the method, and take $default when none matches. REST APIs choose the resource by the path alone. What
// nothing takes is answered 403 by a REST API, 404 by an HTTP API.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/gateway/http_request.h"
#include "core/result.h"

namespace lambdalocal::gateway {

enum class ApiKind { Http, Rest };

struct Route {
  std::string key;       // as given: "GET /pets/{id}", "$default"
  std::string method;    // GET..., or ANY; empty for $default
  std::string path;      // "/pets/{id}"; empty for $default
  std::string function;  // what is invoked, as named by --route

  bool operator==(const Route&) const = default;
};

// In the order of the path; values as `ApiKind` has them: HTTP APIs decode them, REST APIs do not.
using PathParameters = std::vector<std::pair<std::string, std::string>>;

struct RouteMatch {
  const Route* route;  // owned by the table
  PathParameters path_parameters;
};

// "GET /pets/{id}", "/pets" (any method), "$default" (HTTP APIs only). A Usage error says what is wrong.
Result<Route> parse_route_key(std::string_view key, ApiKind kind);

// "GET /pets/{id}=fn", as --route and --rest take it.
Result<Route> parse_route(std::string_view text, ApiKind kind);

// REST APIs do not count empty segments in front: //pets is /pets.
std::string_view without_doubled_slashes_in_front(std::string_view path);

class RouteTable {
 public:
  explicit RouteTable(ApiKind kind) : kind_(kind) {}

  // A Usage error when the table has a route of the same method and the same form of path.
  Result<void> add(Route route);

  // `path` as sent, not decoded, without query and stage; none when no route takes it. References into the table hold
  // until the next add().
  std::optional<RouteMatch> match(std::string_view method, std::string_view path) const;

  const std::vector<Route>& routes() const { return routes_; }
  ApiKind kind() const { return kind_; }

 private:
  ApiKind kind_;
  std::vector<Route> routes_;
};

// What is answered when nothing matches: 404 {"message":"Not Found"}, or REST's 403.
HttpResponse no_route_response(ApiKind kind);

}  // namespace lambdalocal::gateway

// A front end's configuration, checked and ready to find the route of a request. Does not change once made: a request
// keeps the one it began with.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/project/front_ends.h"
#include "core/result.h"
#include "emulator/functions/registry.h"

namespace lambdalocal::gateway {

class Routing {
 public:
  // A Usage error names the function, route or authorizer that makes no sense, and what to do.
  static Result<std::shared_ptr<const Routing>> create(FrontEndConfiguration configuration, const Registry& registry);

  struct Found {
    const RouteConfiguration* route;  // owned by the routing
    RouteMatch match;
  };
  // None when nothing takes the request. A Function URL takes all, an ALB by its rules.
  std::optional<Found> find(const HttpRequest& request) const;

  // Whether the front end itself answers this OPTIONS request, as its CORS configuration says. On a route with an
  // authorizer that has its word first, as on AWS.
  bool answers_preflight(const HttpRequest& request, const std::optional<Found>& found) const;

  const FrontEndConfiguration& configuration() const { return configuration_; }
  FrontEnd kind() const { return configuration_.kind; }

 private:
  explicit Routing(FrontEndConfiguration configuration);
  Result<void> check(const Registry& registry);

  FrontEndConfiguration configuration_;
  RouteTable table_;
};

}  // namespace lambdalocal::gateway

#include "core/project/front_ends.h"

namespace lambdalocal::gateway {

std::string name_of(const FrontEndConfiguration& front_end) {
  const auto named = [&front_end](std::string kind) {
    return front_end.name.empty() ? kind : std::move(kind) + " " + front_end.name;
  };
  switch (front_end.kind) {
    case FrontEnd::HttpApi: return named("HTTP API");
    case FrontEnd::RestApi: return named("REST API");
    case FrontEnd::Alb: return named("ALB");
    case FrontEnd::FunctionUrl: break;
  }
  return "Function URL of " + (front_end.routes.empty() ? front_end.name : front_end.routes[0].route.function);
}

std::string target_of(const RouteConfiguration& route) {
  if (route.http_proxy) return route.http_proxy->uri;
  return route.own_answer ? name_of(*route.own_answer) : route.route.function;
}

Api alb_of(const FrontEndConfiguration& front_end, const RouteConfiguration& route) {
  Api alb = front_end.api;
  if (!route.target_group) return alb;
  alb.target_group_arn = route.target_group->arn;
  alb.multi_value_headers = route.target_group->multi_value_headers;
  return alb;
}

std::optional<std::chrono::milliseconds> default_timeout(FrontEnd kind, ResponseMode mode) {
  using namespace std::chrono_literals;
  if (kind == FrontEnd::HttpApi) return 30s;
  if (kind == FrontEnd::RestApi) return mode == ResponseMode::Stream ? 900s : 29s;
  return std::nullopt;
}

}  // namespace lambdalocal::gateway

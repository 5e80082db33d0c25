#include "emulator/gateway/routing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/http/text.h"
#include "core/project/api_json.h"
#include "core/text/suggestion.h"

namespace lambdalocal::gateway {
namespace {

bool has_routes(FrontEnd kind) { return kind == FrontEnd::HttpApi || kind == FrontEnd::RestApi; }

std::string name_of(FrontEnd kind, const RouteConfiguration& route) {
  if (kind == FrontEnd::FunctionUrl) return "the function URL";
  if (kind == FrontEnd::Alb) return "the ALB";
  return fmt::format("route \"{}\"", route.route.key);
}

// Fails with the names there are, the one nearest to what was meant in front.
template <typename Map>
Error unknown(const std::string& place, std::string_view what, const std::string& name, const Map& known) {
  std::vector<std::string_view> names;
  for (const auto& [known_name, ignored] : known) names.push_back(known_name);
  const std::string message = fmt::format("{}: there is no {} {}", place, what, name);
  if (const auto closest = closest_word(name, names)) {
    return {ErrorKind::Usage, fmt::format("{}\ndid you mean {}?", message, *closest)};
  }
  if (names.empty()) return {ErrorKind::Usage, fmt::format("{}\nthere are none", message)};
  return {ErrorKind::Usage, fmt::format("{}\nthere are: {}", message, fmt::join(names, ", "))};
}

}  // namespace

Routing::Routing(FrontEndConfiguration configuration)
    : configuration_(std::move(configuration)),
      table_(configuration_.kind == FrontEnd::RestApi ? ApiKind::Rest : ApiKind::Http) {}

Result<std::shared_ptr<const Routing>> Routing::create(FrontEndConfiguration configuration, const Registry& registry) {
  std::shared_ptr<Routing> routing(new Routing(std::move(configuration)));
  TRY_VOID(routing->check(registry));
  return std::shared_ptr<const Routing>(std::move(routing));
}

Result<void> Routing::check(const Registry& registry) {
  if (kind() == FrontEnd::FunctionUrl && configuration_.routes.size() != 1) {
    return Error{ErrorKind::Usage, "a function URL is for one function"};
  }
  if (kind() == FrontEnd::Alb && configuration_.routes.empty()) {
    return Error{ErrorKind::Usage, "an ALB is for a function, or has rules"};
  }
  for (const RouteConfiguration& route : configuration_.routes) {
    const std::string place = name_of(kind(), route);
    const std::string& function = route.route.function;
    if (!route.own_answer && !route.http_proxy && !registry.find(function))
      return unknown(place, "function", function, registry.functions());
    if (!route.authorizer.empty() && !configuration_.authorizers.contains(route.authorizer)) {
      return unknown(place, "authorizer", route.authorizer, configuration_.authorizers);
    }
    if (has_routes(kind())) TRY_VOID(table_.add(route.route));
  }
  if (std::string& arn = configuration_.api.target_group_arn; kind() == FrontEnd::Alb && arn.empty()) {
    arn = target_group_arn(configuration_.api, configuration_.routes.front().route.function);
  }
  for (const auto& [name, settings] : configuration_.authorizers) {
    if (const auto* of_pools = std::get_if<UserPoolAuthorizer>(&settings)) {
      Authorizer source;
      source.function = name;
      source.identity_sources = {of_pools->identity_source};
      source.identity_validation = of_pools->identity_validation;
      TRY_VOID(check_authorizer(source));
    }
    const auto* authorizer = std::get_if<Authorizer>(&settings);
    if (authorizer == nullptr) continue;
    if (!registry.find(authorizer->function)) {
      return unknown(fmt::format("authorizer \"{}\"", name), "function", authorizer->function, registry.functions());
    }
    TRY_VOID(check_authorizer(*authorizer));
  }
  return {};
}

std::optional<Routing::Found> Routing::find(const HttpRequest& request) const {
  if (!has_routes(kind())) {
    const auto takes = [&request](const RouteConfiguration& route) {
      return std::ranges::all_of(route.conditions, [&](const auto& condition) { return holds(condition, request); });
    };
    const auto first = std::ranges::find_if(configuration_.routes, takes);
    if (first == configuration_.routes.end()) return std::nullopt;
    return Found{&*first, {&first->route, {}}};
  }
  auto match = table_.match(request.method, path_of(request.target));
  if (!match) return std::nullopt;
  const auto index = static_cast<std::size_t>(match->route - table_.routes().data());
  return Found{&configuration_.routes[index], *std::move(match)};
}

bool Routing::answers_preflight(const HttpRequest& request, const std::optional<Found>& found) const {
  if (!configuration_.cors || !is_preflight(kind(), request)) return false;
  if (kind() != FrontEnd::RestApi) return true;
  // A REST API has an OPTIONS method of its own on each resource that has none of the function's.
  if (found && found->match.route->method == "OPTIONS") return false;
  constexpr std::array kMethods{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"};
  return found || std::any_of(kMethods.begin(), kMethods.end(), [&](const char* method) {
           return table_.match(method, path_of(request.target)).has_value();
         });
}

}  // namespace lambdalocal::gateway

#include "core/gateway/routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/http/text.h"
#include "core/text/ascii.h"

namespace lambdalocal::gateway {
namespace {

constexpr std::array kMethods{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "ANY"};

// In the order of precedence.
enum class SegmentKind { Literal, Parameter, Greedy };

struct Segment {
  SegmentKind kind;
  std::string_view text;  // the literal, or the parameter's name
};

Segment segment_of(std::string_view text) {
  if (!text.starts_with('{')) return {SegmentKind::Literal, text};
  text = text.substr(1, text.size() - 2);
  if (text.ends_with('+')) return {SegmentKind::Greedy, text.substr(0, text.size() - 1)};
  return {SegmentKind::Parameter, text};
}

// "/a/b" -> a, b; "/" -> nothing.
std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> parts;
  if (path.starts_with('/')) path.remove_prefix(1);
  while (!path.empty()) {
    const std::string_view part = path.substr(0, path.find('/'));
    parts.push_back(part);
    if (part.size() == path.size()) break;
    path.remove_prefix(part.size() + 1);
    if (path.empty()) parts.emplace_back();  // a slash at the end
  }
  return parts;
}

Error refused(std::string_view key, std::string_view message) {
  return {ErrorKind::Usage, fmt::format("route \"{}\": {}\na route is a method and a path, like 'GET /pets/{{id}}', "
                                        "'ANY /{{proxy+}}' or '$default'",
                                        key, message)};
}

bool is_parameter_name(std::string_view name) {
  return !name.empty() && name.find_first_of("{}/+") == std::string_view::npos;
}

Result<void> check_path(std::string_view key, std::string_view path) {
  if (!path.starts_with('/')) return refused(key, "the path starts with a slash");
  const auto parts = split(path);
  std::vector<std::string_view> names;
  for (std::size_t at = 0; at < parts.size(); ++at) {
    const std::string_view part = parts[at];
    const bool last = at + 1 == parts.size();
    if (part.empty() && !last) return refused(key, "a segment of the path is empty");
    if (part.find_first_of("{}") == std::string_view::npos) continue;
    if (part.size() < 3 || !part.starts_with('{') || !part.ends_with('}')) {
      return refused(key, "a parameter is a whole segment of the path");
    }
    const Segment segment = segment_of(part);
    if (!is_parameter_name(segment.text)) return refused(key, "a parameter is named between braces");
    if (segment.kind == SegmentKind::Greedy && !last) return refused(key, "{name+} is the last segment of the path");
    if (std::find(names.begin(), names.end(), segment.text) != names.end()) {
      return refused(key, "two parameters have the same name");
    }
    names.push_back(segment.text);
  }
  return {};
}

// Two paths that take the same requests: parameters may have other names.
bool same_form(std::string_view path, std::string_view other) {
  const auto a = split(path), b = split(other);
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](std::string_view left, std::string_view right) {
    const Segment one = segment_of(left), two = segment_of(right);
    return one.kind == two.kind && (one.kind != SegmentKind::Literal || one.text == two.text);
  });
}

struct Candidate {
  const Route* route;
  std::vector<SegmentKind> kinds;  // of the segments, for the precedence
  PathParameters parameters;
};

// What follows the first `count` segments of the path, with its inner slashes.
std::string_view rest_of(std::string_view path, std::size_t count) {
  if (path.starts_with('/')) path.remove_prefix(1);
  for (; count > 0; --count) path.remove_prefix(path.find('/') + 1);
  return path;
}

std::optional<Candidate> try_route(const Route& route, std::string_view path, ApiKind kind) {
  const auto wanted = split(route.path), given = split(path);
  Candidate candidate{&route, {}, {}};
  const auto value = [&](std::string_view text) {
    return kind == ApiKind::Http ? percent_decode(text) : std::string(text);
  };
  std::size_t at = 0;
  for (; at < wanted.size(); ++at) {
    const Segment segment = segment_of(wanted[at]);
    candidate.kinds.push_back(segment.kind);
    if (at >= given.size()) return std::nullopt;
    if (segment.kind == SegmentKind::Greedy) {
      std::string_view rest = rest_of(path, at);
      if (kind == ApiKind::Rest && rest.size() > 1 && rest.ends_with('/')) rest.remove_suffix(1);
      if (rest.empty()) return std::nullopt;
      candidate.parameters.emplace_back(segment.text, value(rest));
      return candidate;
    }
    if (segment.kind == SegmentKind::Parameter) {
      if (given[at].empty()) return std::nullopt;
      candidate.parameters.emplace_back(segment.text, value(given[at]));
    } else if (segment.text != given[at] && segment.text != percent_decode(given[at])) {
      return std::nullopt;
    }
  }
  // REST APIs take a slash at the end for nothing, HTTP APIs tell the two paths apart.
  const bool slash_left = kind == ApiKind::Rest && at + 1 == given.size() && given[at].empty();
  if (at != given.size() && !slash_left) return std::nullopt;
  return candidate;
}

}  // namespace

std::string_view without_doubled_slashes_in_front(std::string_view path) {
  while (path.starts_with("//")) path.remove_prefix(1);
  return path;
}

Result<Route> parse_route_key(std::string_view key, ApiKind kind) {
  const std::string_view text = trimmed(key);
  if (text == "$default" && kind == ApiKind::Http) return Route{std::string(text), "", "", ""};
  if (text == "$default") return refused(key, "a REST API has no $default route: use 'ANY /{proxy+}'");
  const std::size_t space = text.find(' ');
  const bool any = text.starts_with('/');
  std::string method = any ? "ANY" : upper_case(text.substr(0, space));
  const std::string_view path = any ? text : trimmed(space == std::string_view::npos ? "" : text.substr(space));
  if (method == "*") method = "ANY";
  if (std::find(kMethods.begin(), kMethods.end(), method) == kMethods.end()) {
    return refused(key, fmt::format("\"{}\" is no method of API Gateway", method));
  }
  TRY_VOID(check_path(key, path));
  return Route{fmt::format("{} {}", method, path), method, std::string(path), ""};
}

Result<Route> parse_route(std::string_view text, ApiKind kind) {
  const std::size_t equals = text.rfind('=');
  if (equals == std::string_view::npos || trimmed(text.substr(equals + 1)).empty()) {
    return Error{ErrorKind::Usage,
                 fmt::format("route \"{}\" names no function\nwrite it as 'GET /pets/{{id}}=function'", text)};
  }
  TRY(route, parse_route_key(text.substr(0, equals), kind));
  route.function = trimmed(text.substr(equals + 1));
  return std::move(route);
}

Result<void> RouteTable::add(Route route) {
  const auto same = std::find_if(routes_.begin(), routes_.end(), [&](const Route& other) {
    return other.method == route.method && other.path.empty() == route.path.empty() &&
           same_form(other.path, route.path);
  });
  if (same != routes_.end()) {
    return Error{ErrorKind::Usage, fmt::format("routes \"{}\" and \"{}\" take the same requests\nremove one of them",
                                               same->key, route.key)};
  }
  routes_.push_back(std::move(route));
  return {};
}

std::optional<RouteMatch> RouteTable::match(std::string_view method, std::string_view path) const {
  if (kind_ == ApiKind::Rest) path = without_doubled_slashes_in_front(path);
  const auto takes = [&](const Route& route) { return route.method == "ANY" || route.method == method; };
  std::optional<Candidate> best;
  const Route* fallback = nullptr;
  for (const Route& route : routes_) {
    if (route.path.empty()) fallback = &route;
    if (route.path.empty() || (kind_ == ApiKind::Http && !takes(route))) continue;
    auto candidate = try_route(route, path, kind_);
    if (!candidate || (best && best->kinds < candidate->kinds)) continue;
    // Of two routes of one path, the one of the method itself, then ANY.
    const bool same_path = best && best->kinds == candidate->kinds;
    if (same_path && best->route->method == method) continue;
    if (same_path && takes(*best->route) && !takes(route)) continue;
    best = std::move(candidate);
  }
  // A REST API chooses the resource by the path alone: what has no such method is not looked for elsewhere.
  if (best && takes(*best->route)) return RouteMatch{best->route, std::move(best->parameters)};
  if (fallback != nullptr) return RouteMatch{fallback, {}};
  return std::nullopt;
}

HttpResponse no_route_response(ApiKind kind) {
  if (kind == ApiKind::Http) return {404, {{"content-type", "application/json"}}, R"({"message":"Not Found"})"};
  return {403,
          {{"Content-Type", "application/json"}, {"x-amzn-ErrorType", "MissingAuthenticationTokenException"}},
          R"({"message":"Missing Authentication Token"})"};
}

}  // namespace lambdalocal::gateway

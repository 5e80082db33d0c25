#include "core/events/services/http_request.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/http/text.h"
#include "core/json/check.h"
#include "core/text/percent.h"

namespace lambdalocal::events {
namespace {

bool has_option(const Values& values, std::string_view name) {
  return std::ranges::find(values.type().options, name, &Option::name) != values.type().options.end();
}

std::string query_of(const Json& parameters) {
  std::string query;
  const auto add = [&](const std::string& name, const Json& value) {
    query += fmt::format("{}{}={}", query.empty() ? "" : "&", form_encode(name), form_encode(text_of(value)));
  };
  for (const auto& [name, value] : parameters.items()) {
    if (!value.is_array()) {
      add(name, value);
      continue;
    }
    for (const Json& one : value) add(name, one);
  }
  return query;
}

Result<std::string> query_text(const Values& values) {
  std::string given = values.text("querystringparameters");
  if (!given.starts_with('{')) return given;
  TRY(parameters, values.json("querystringparameters"));
  return query_of(parameters);
}

// Those that are given replace ours of the same name, and may repeat.
Result<void> add_headers(const Values& values, gateway::Headers& headers) {
  gateway::Headers given;
  for (const std::string& header : values.list("header")) {
    const std::size_t colon = header.find(':');
    if (colon == std::string::npos || colon == 0) {
      return Error{ErrorKind::Usage, fmt::format("--header takes 'Name: value', not '{}'", header)};
    }
    given.emplace_back(header.substr(0, colon), std::string(gateway::trimmed(header.substr(colon + 1))));
  }
  std::erase_if(headers, [&](const auto& ours) {
    return std::ranges::any_of(given, [&](const auto& theirs) { return gateway::same_name(ours.first, theirs.first); });
  });
  headers.insert(headers.end(), given.begin(), given.end());
  return {};
}

bool fits(const gateway::Route& route, gateway::ApiKind kind, const std::string& method, const std::string& path,
          gateway::PathParameters& parameters) {
  gateway::RouteTable table(kind);
  if (!table.add(route)) return false;
  auto match = table.match(method, path);
  if (!match) return false;
  parameters = std::move(match->path_parameters);
  return true;
}

// "/pets/{id}/{rest+}" -> "/pets/id/rest".
std::string sample_path(std::string path) {
  std::erase_if(path, [](char character) { return character == '{' || character == '}' || character == '+'; });
  return path;
}

}  // namespace

std::string path_with_slash(std::string path) { return path.starts_with('/') ? path : "/" + path; }

Result<std::vector<std::pair<std::string, std::string>>> name_values(const Values& values, std::string_view option) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string& text : values.list(option)) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      return Error{ErrorKind::Usage, fmt::format("--{} takes name=value, not '{}'", option, text)};
    }
    pairs.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return pairs;
}

Result<gateway::HttpRequest> http_request(Values& values, const std::string& host, std::string path) {
  gateway::HttpRequest request;
  request.method = values.text("method");
  if (request.method.empty()) return Error{ErrorKind::Usage, "--method is empty"};
  const std::size_t question = path.find('?');
  TRY(query, query_text(values));
  if (question != std::string::npos) {
    query = path.substr(question + 1);
    path.resize(question);
  }
  request.target = query.empty() ? path : path + "?" + query;
  const bool has_body = values.is_given("body") || (request.method != "GET" && request.method != "HEAD");
  if (has_body && has_option(values, "body")) request.body = values.text("body");
  request.headers = {{"Accept", "application/json"}, {"Host", host}, {"User-Agent", values.text("user-agent")}};
  if (!request.body.empty()) {
    request.headers.emplace_back("Content-Type", values.text("content-type"));
    request.headers.emplace_back("Content-Length", std::to_string(request.body.size()));
  }
  if (const auto cookies = values.list("cookie"); !cookies.empty()) {
    request.headers.emplace_back("Cookie", fmt::format("{}", fmt::join(cookies, "; ")));
  }
  TRY_VOID(add_headers(values, request.headers));
  request.source_ip = values.text("source-ip");
  request.scheme = "https";
  request.port = 443;
  request.request_id = values.evaluate_text("uuid");
  request.extended_request_id = values.evaluate_text("base64:11");
  request.time = values.time();
  request.trace_id =
      fmt::format("Root=1-{:08x}-{}", values.time().time_since_epoch().count() / 1000, values.evaluate_text("hex:24"));
  return request;
}

Result<Routed> routed(const Values& values, const std::string& key, gateway::ApiKind kind) {
  TRY(route, gateway::parse_route_key(key, kind));
  Routed result{std::move(route), path_with_slash(values.text("path")), {}};
  const std::string method = values.text("method");
  const auto path_alone = [&] { return result.path.substr(0, result.path.find('?')); };
  if (fits(result.route, kind, method, path_alone(), result.parameters)) return result;
  if (!values.is_given("path")) {
    result.path = sample_path(result.route.path);
    if (fits(result.route, kind, method, path_alone(), result.parameters)) return result;
  }
  return Error{ErrorKind::Usage, fmt::format("{} {} is no request of {}", method, result.path, key)};
}

}  // namespace lambdalocal::events

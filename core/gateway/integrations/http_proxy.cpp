// The URL is put together of three parts: what stands before the path, which is the template's alone; the path, in which {name} is
// a path parameter; and the query, the template's before the client's. What is put into a path or a query is encoded there, so
// that it ends neither.
#include "core/gateway/integrations/http_proxy.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/gateway/events/events.h"
#include "core/gateway/proxy_response.h"
#include "core/gateway/responses.h"
#include "core/http/text.h"
#include "core/text/ascii.h"

namespace lambdalocal::gateway {
namespace {

using Action = ParameterMapping::Action;
using Target = ParameterMapping::Target;
using Query = std::vector<std::pair<std::string, std::string>>;  // encoded

constexpr std::string_view kKeptInPath = "/:@!$&'()*+,;=%", kKeptInQuery = "/:@!$'()*+,;=?%";

bool is_clean(std::string_view text) {
  return std::ranges::none_of(text,
                              [](char byte) { return (byte >= 0 && byte < ' ' && byte != '\t') || byte == 0x7f; });
}

Headers passed_on(const MappingSources& sources) {
  const HttpRequest& request = sources.request();
  Headers headers;
  std::string connection = lower_case(find_header(request.headers, "connection").value_or(""));
  std::erase_if(connection, [](char byte) { return byte == ' ' || byte == '\t'; });
  for (const auto& header : request.headers) {
    const bool is_named =
        !connection.empty() &&
        fmt::format(",{},", connection).find(fmt::format(",{},", lower_case(header.first))) != std::string::npos;
    if (!is_named && !is_header_of_gateway(sources.kind(), header.first) && is_clean(header.second))
      headers.push_back(header);
  }
  const auto sent = find_header(request.headers, "x-forwarded-for");
  const std::string from = fmt::format("{}{}{}", sent.value_or(""), sent ? ", " : "", request.source_ip);
  if (sources.kind() == ApiKind::Rest) {
    headers.emplace_back("X-Forwarded-For", from);
    headers.emplace_back("X-Forwarded-Port", std::to_string(request.port));
    headers.emplace_back("X-Forwarded-Proto", request.scheme);
    headers.emplace_back("x-amzn-apigateway-api-id", sources.api().id);
    add_default_header(headers, "User-Agent", fmt::format("AmazonAPIGateway_{}", sources.api().id));
  } else {
    std::string host = domain_name(sources.api(), request);
    std::erase_if(host, [](char byte) { return byte == '"' || byte == '\\'; });
    headers.emplace_back(
        "Forwarded", fmt::format("by=127.0.0.1;for={};host=\"{}\";proto={}", request.source_ip, host, request.scheme));
    headers.emplace_back("Via", "HTTP/1.1 AmazonAPIGateway");
  }
  headers.emplace_back("X-Amzn-Trace-Id", request.trace_id);
  return headers;
}

void map_header(const ParameterMapping& mapping, const std::string& value, Headers& headers) {
  const auto is_it = [&](const auto& header) { return same_name(header.first, mapping.name); };
  if (mapping.action != Action::Append) std::erase_if(headers, is_it);
  if (mapping.action == Action::Remove || !is_clean(value)) return;
  const auto found = std::ranges::find_if(headers, is_it);
  if (found == headers.end()) {
    headers.emplace_back(mapping.name, value);
  } else {
    found->second += "," + value;
  }
}

void map_query(const ParameterMapping& mapping, const std::string& value, Query& query) {
  const std::string name = percent_encode(mapping.name);
  if (mapping.action != Action::Append) {
    std::erase_if(query, [&](const auto& one) { return form_decode(one.first) == mapping.name; });
  }
  if (mapping.action != Action::Remove) query.emplace_back(name, percent_encode(value));
}

// What stands for itself in the value of a parameter. Those of HTTP APIs are decoded.
std::string kept_in(std::string_view parameter, const MappingSources& sources) {
  std::string kept(kKeptInPath);
  const bool is_greedy = sources.route().path.find(fmt::format("{{{}+}}", parameter)) != std::string::npos;
  if (!is_greedy) std::erase(kept, '/');
  if (sources.kind() == ApiKind::Http) std::erase(kept, '%');
  return kept;
}

// {name} of a REST API is what a mapping says, of an HTTP API the route's parameter.
Result<std::string> filled_in(std::string_view path, const HttpProxy& proxy, const MappingSources& sources) {
  std::string filled;
  while (!path.empty()) {
    const std::size_t brace = std::min(path.find('{'), path.size());
    filled += path.substr(0, brace);
    path.remove_prefix(brace);
    const std::size_t end = path.find('}');
    if (path.empty() || end == std::string_view::npos) break;
    std::string_view name = path.substr(1, end - 1);
    if (name.ends_with('+')) name.remove_suffix(1);
    std::optional<std::string> value;
    if (sources.kind() == ApiKind::Http) value = sources.path_parameter(name);
    for (const ParameterMapping& mapping : proxy.mappings) {
      if (mapping.target == Target::PathParameter && mapping.name == name) value = sources.value_of(mapping);
    }
    if (!value) {
      const std::string advice =
          sources.kind() == ApiKind::Rest
              ? fmt::format("\nmap it: integration.request.path.{0}: method.request.path.{0}", name)
              : "\nthe route has no parameter of this name";
      return Error{ErrorKind::BadConfiguration,
                   fmt::format("nothing stands for {{{}}} of the integration's URI {}{}", name, proxy.uri, advice)};
    }
    filled += percent_encode(*value, kept_in(name, sources));
    path.remove_prefix(end + 1);
  }
  return filled + std::string(path);
}

std::string with_stage_variables(std::string_view uri, const MappingSources& sources) {
  constexpr std::string_view kBegin = "${stageVariables.";
  std::string text;
  for (std::size_t at = uri.find(kBegin); at != std::string_view::npos; at = uri.find(kBegin)) {
    const std::size_t end = uri.find('}', at);
    if (end == std::string_view::npos) break;
    text += uri.substr(0, at);
    text += sources.find(uri.substr(at + 2, end - at - 2)).value_or("");
    uri.remove_prefix(end + 1);
  }
  return text + std::string(uri);
}

void add_query(std::string_view text, Query& query) {
  for (const auto& [name, value] : query_parameters(text)) {
    query.emplace_back(percent_encode(name, kKeptInQuery), percent_encode(value, kKeptInQuery));
  }
}

std::string query_text(const Query& query) {
  std::string text;
  for (const auto& [name, value] : query) text += fmt::format("{}{}={}", text.empty() ? "?" : "&", name, value);
  return text;
}

}  // namespace

Result<ProxiedRequest> proxied_request(const HttpProxy& proxy, const HttpRequest& request, const Api& api, ApiKind kind,
                                       const RouteMatch& match, std::string_view authorizer) {
  const MappingSources sources(request, api, kind, match, authorizer);
  const std::string uri = with_stage_variables(proxy.uri, sources);
  const std::size_t scheme = uri.find("://");
  const std::size_t host = scheme == std::string::npos ? 0 : scheme + 3;
  const std::size_t path_at = std::min(uri.find_first_of("/?", host), uri.size());
  const std::size_t query_at = std::min(uri.find('?', path_at), uri.size());
  TRY(path, filled_in(std::string_view(uri).substr(path_at, query_at - path_at), proxy, sources));
  // Of the route that takes all that no other takes, the URI is what all paths begin with.
  if (match.route->path.empty()) {
    while (path.ends_with('/')) path.pop_back();
    path += percent_encode(path_of(request.target), kKeptInPath);
  }
  ProxiedRequest proxied;
  const std::string method = upper_case(proxy.method);
  proxied.method = method.empty() || method == "ANY" ? request.method : method;
  proxied.headers = passed_on(sources);
  Query query;
  if (query_at < uri.size()) add_query(std::string_view(uri).substr(query_at + 1), query);
  add_query(query_of(request.target), query);
  for (const ParameterMapping& mapping : proxy.mappings) {
    if (mapping.target == Target::PathParameter) continue;
    const auto value = mapping.action == Action::Remove ? std::optional<std::string>("") : sources.value_of(mapping);
    if (!value) continue;
    if (mapping.target == Target::Header) map_header(mapping, *value, proxied.headers);
    if (mapping.target == Target::QueryString) map_query(mapping, *value, query);
    if (mapping.target == Target::WholePath) {
      path = (value->starts_with('/') ? "" : "/") + percent_encode(*value, kKeptInPath);
    }
  }
  proxied.url = uri.substr(0, path_at) + (path.starts_with('/') ? "" : "/") + path + query_text(query);
  return proxied;
}

HttpResponse proxied_response(ApiKind kind, HttpResponse answer) {
  if (kind == ApiKind::Http) {
    drop_connection_headers(answer.headers);
    return answer;
  }
  std::erase_if(answer.headers, [](const auto& header) {
    return same_name(header.first, "content-length") || same_name(header.first, "host") ||
           same_name(header.first, "via") || same_name(header.first, "expect");
  });
  remap_rest_headers(answer.headers);
  add_default_header(answer.headers, "Content-Type", "application/json");
  return answer;
}

HttpResponse proxy_failure_response(FrontEnd front_end, ProxyFailure failure) {
  const bool is_rest = front_end == FrontEnd::RestApi;
  switch (failure) {
    case ProxyFailure::NoUrl: return failure_response(front_end, Failure::InvokeRefused);
    case ProxyFailure::TooLarge: return failure_response(front_end, Failure::InvokeRefused);
    case ProxyFailure::TooLate: return failure_response(front_end, Failure::Timeout);
    case ProxyFailure::Unreachable: break;
  }
  if (!is_rest) return failure_response(front_end, Failure::Unavailable);
  HttpResponse response = failure_response(front_end, Failure::Timeout);
  response.body = R"({"message": "Network error communicating with endpoint"})";
  return response;
}

}  // namespace lambdalocal::gateway

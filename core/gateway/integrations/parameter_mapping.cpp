#include "core/gateway/integrations/parameter_mapping.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/gateway/events/events.h"
#include "core/http/text.h"
#include "core/json/document.h"

namespace lambdalocal::gateway {
namespace {

using Action = ParameterMapping::Action;
using Target = ParameterMapping::Target;

// Strips the prefix off, if it is there.
bool takes(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool is_quoted(std::string_view text) { return text.size() >= 2 && text.starts_with('\'') && text.ends_with('\''); }

bool is_header_name(std::string_view text) {
  constexpr std::string_view kNone = " ()<>@,;:\\\"/[]?={}";
  return !text.empty() && std::ranges::all_of(text, [&](char letter) {
    return letter > ' ' && letter < 0x7f && kNone.find(letter) == std::string_view::npos;
  });
}

bool is_selection(ApiKind kind, std::string_view text) {
  constexpr std::array<std::string_view, 8> kKnown{"context.",
                                                   "stageVariables.",
                                                   "request.header.",
                                                   "request.querystring.",
                                                   "request.path.",
                                                   "request.multivalueheader.",
                                                   "request.multivaluequerystring.",
                                                   "request.path"};
  if (kind == ApiKind::Rest && text.starts_with("method.")) text.remove_prefix(7);
  return std::ranges::any_of(kKnown, [&](std::string_view known) {
    return known.ends_with('.') ? text.starts_with(known) && text.size() > known.size() : text == known;
  });
}

// The end of a selection that is not in braces.
std::size_t selection_end(std::string_view text) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";
  return std::min(text.find_first_not_of(kLetters), text.size());
}

// Gives `take` each piece of an HTTP API's value: literal text, and what stands behind a dollar sign.
template <typename Take>
void pieces_of(std::string_view text, Take take) {
  while (!text.empty()) {
    const std::size_t dollar = std::min(text.find('$'), text.size());
    if (dollar > 0) take(text.substr(0, dollar), false);
    text.remove_prefix(dollar);
    if (text.empty()) return;
    text.remove_prefix(1);
    const bool braces = text.starts_with('{') && text.find('}') != std::string_view::npos;
    const std::size_t size = braces ? text.find('}') - 1 : selection_end(text);
    take(text.substr(braces ? 1 : 0, size), true);
    text.remove_prefix(size + (braces ? 2 : 0));
  }
}

// Of an HTTP API's value.
std::string_view unknown_selection(std::string_view value) {
  std::string_view unknown;
  pieces_of(value, [&](std::string_view piece, bool is_selected) {
    if (is_selected && !is_selection(ApiKind::Http, piece)) unknown = piece;
  });
  return unknown;
}

// What stands before the name; false: nothing that is known.
bool read_target(ApiKind kind, std::string_view& key, ParameterMapping& mapping) {
  const bool is_rest = kind == ApiKind::Rest;
  if (is_rest && !takes(key, "integration.request.")) return false;
  if (!is_rest && takes(key, "append:")) {
    mapping.action = Action::Append;
  } else if (!is_rest && takes(key, "remove:")) {
    mapping.action = Action::Remove;
  } else if (!is_rest && !takes(key, "overwrite:")) {
    return false;
  }
  if (takes(key, "header.")) {
    mapping.target = Target::Header;
  } else if (takes(key, "querystring.")) {
    mapping.target = Target::QueryString;
  } else if (is_rest && takes(key, "path.")) {
    mapping.target = Target::PathParameter;
  } else if (!is_rest && key == "path") {
    mapping.target = Target::WholePath;
  } else {
    return false;
  }
  return true;
}

}  // namespace

Result<ParameterMapping> parse_parameter_mapping(ApiKind kind, std::string_view key, std::string_view value) {
  const auto refused = [whole = key](std::string_view why) {
    return Error{ErrorKind::NotEmulated, fmt::format("request parameter {}: {}", whole, why)};
  };
  ParameterMapping mapping;
  mapping.value = value;
  if (!read_target(kind, key, mapping)) return refused("it is no header, query string parameter or path");
  mapping.name = key;
  const bool is_header = mapping.target == Target::Header;
  if (is_header && !is_header_name(key)) return refused("this is no name of a header");
  if (is_header && is_header_of_gateway(kind, key)) return refused("this header is API Gateway's own");
  if (mapping.action == Action::Remove) return mapping;
  if (kind == ApiKind::Rest && !is_quoted(value) && !is_selection(kind, value)) {
    return refused(fmt::format("{} is not emulated", value));
  }
  const std::string_view unknown = kind == ApiKind::Http ? unknown_selection(value) : std::string_view();
  if (!unknown.empty()) return refused(fmt::format("${} is not emulated", unknown));
  return mapping;
}

MappingSources::MappingSources(const HttpRequest& request, const Api& api, ApiKind kind, const RouteMatch& match,
                               std::string_view authorizer)
    : request_(request),
      api_(api),
      kind_(kind),
      match_(match),
      authorizer_(parse_json<Json>(authorizer).value_or(Json())) {}

std::optional<std::string> MappingSources::value_of(const ParameterMapping& mapping) const {
  const std::string_view text = mapping.value;
  if (kind_ == ApiKind::Rest) {
    return is_quoted(text) ? std::optional<std::string>(text.substr(1, text.size() - 2)) : find(text);
  }
  std::string value;
  pieces_of(text, [&](std::string_view piece, bool is_selected) {
    value += is_selected ? find(piece).value_or("") : std::string(piece);
  });
  return value;
}

std::optional<std::string> MappingSources::find(std::string_view selection) const {
  if (takes(selection, "context.")) return context(selection);
  if (takes(selection, "stageVariables.")) {
    const auto found = std::ranges::find(api_.stage_variables, selection, [](const auto& one) { return one.first; });
    return found == api_.stage_variables.end() ? std::nullopt : std::optional(found->second);
  }
  takes(selection, "method.");
  if (takes(selection, "request.header.") || takes(selection, "request.multivalueheader.")) return header(selection);
  if (takes(selection, "request.querystring.") || takes(selection, "request.multivaluequerystring."))
    return query(selection);
  if (takes(selection, "request.path.")) return path_parameter(selection);
  if (selection == "request.path") return std::string(path_of(request_.target));
  return std::nullopt;
}

std::optional<std::string> MappingSources::path_parameter(std::string_view name) const {
  const auto& parameters = match_.path_parameters;
  const auto found = std::ranges::find(parameters, name, [](const auto& one) { return one.first; });
  return found == parameters.end() ? std::nullopt : std::optional(found->second);
}

// A REST API takes the last, an HTTP API all of them.
std::optional<std::string> MappingSources::one_of(const std::vector<std::string>& values) const {
  if (values.empty()) return std::nullopt;
  if (kind_ == ApiKind::Rest) return values.back();
  return fmt::format("{}", fmt::join(values, ","));
}

std::optional<std::string> MappingSources::header(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [header, value] : request_.headers) {
    if (same_name(header, name)) values.push_back(value);
  }
  return one_of(values);
}

std::optional<std::string> MappingSources::query(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : query_parameters(query_of(request_.target))) {
    if (form_decode(key) == name) values.push_back(form_decode(value));
  }
  return one_of(values);
}

std::optional<std::string> MappingSources::context(std::string_view name) const {
  const std::string domain = domain_name(api_, request_);
  const std::array<std::pair<std::string_view, std::string>, 17> values{{
      {"accountId", api_.account_id},
      {"apiId", api_.id},
      {"domainName", domain},
      {"domainPrefix", domain_prefix(domain)},
      {"extendedRequestId", request_.extended_request_id},
      {"httpMethod", request_.method},
      {"identity.sourceIp", request_.source_ip},
      {"identity.userAgent", user_agent(request_)},
      {"path", fmt::format("{}{}{}", api_.stage == "$default" ? "" : "/", api_.stage == "$default" ? "" : api_.stage,
                           path_of(request_.target))},
      {"protocol", request_.protocol},
      {"requestId", request_.request_id},
      {"requestTime", request_time(request_.time)},
      {"requestTimeEpoch", std::to_string(epoch_milliseconds(request_.time))},
      {"resourcePath", match_.route->path},
      {"routeKey", match_.route->key},
      {"stage", api_.stage},
      {"xrayTraceId", request_.trace_id},
  }};
  if (name.starts_with("authorizer.")) return of_authorizer(name.substr(11));
  const auto found = std::ranges::find(values, name, [](const auto& one) { return one.first; });
  return found == values.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::string> MappingSources::of_authorizer(std::string_view path) const {
  const Json* at = &authorizer_;
  if (path.starts_with("claims.") && at->is_object() && at->contains("claims")) {
    at = &(*at)["claims"];  // names of claims hold dots and colons
    path.remove_prefix(7);
  }
  if (!at->is_object()) return std::nullopt;
  const auto found = at->find(std::string(path));
  if (found == at->end() || found->is_null()) return std::nullopt;
  return found->is_string() ? found->get<std::string>() : found->dump();
}

bool is_header_of_gateway(ApiKind kind, std::string_view name) {
  constexpr std::array<std::string_view, 16> kDropped{"connection",
                                                      "content-length",
                                                      "expect",
                                                      "host",
                                                      "keep-alive",
                                                      "max-forwards",
                                                      "proxy-authorization",
                                                      "te",
                                                      "trailer",
                                                      "transfer-encoding",
                                                      "upgrade",
                                                      "via",
                                                      "proxy-authenticate",
                                                      "proxy-connection",
                                                      "x-amzn-trace-id",
                                                      "x-amzn-apigateway-api-id"};
  constexpr std::array<std::string_view, 4> kForwarded{"forwarded", "x-forwarded-for", "x-forwarded-port",
                                                       "x-forwarded-proto"};
  constexpr std::array<std::string_view, 3> kOfRest{"content-md5", "server", "www-authenticate"};
  const auto is_one_of = [name](const auto& names) {
    return std::ranges::any_of(names, [name](std::string_view one) { return same_name(one, name); });
  };
  if (is_one_of(kDropped)) return true;
  if (kind == ApiKind::Rest) return is_one_of(kOfRest) || (is_one_of(kForwarded) && !same_name(name, "forwarded"));
  return is_one_of(kForwarded);
}

}  // namespace lambdalocal::gateway

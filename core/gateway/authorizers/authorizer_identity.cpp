// The identity sources of authorizers: their forms and their values.
#include <fmt/format.h>

#include "core/gateway/authorizers/authorizer.h"
#include "core/http/text.h"
#include "core/text/regular_expression.h"

namespace lambdalocal::gateway {
namespace {

enum class SourceKind { Header, Query, Context, StageVariable };

struct Source {
  SourceKind kind;
  std::string_view name;
};

std::optional<Source> read_source(std::string_view text) {
  if (text.starts_with('$')) text.remove_prefix(1);
  if (text.starts_with("method.")) text.remove_prefix(7);
  constexpr std::pair<std::string_view, SourceKind> kKinds[] = {{"request.header.", SourceKind::Header},
                                                                {"request.querystring.", SourceKind::Query},
                                                                {"context.", SourceKind::Context},
                                                                {"stageVariables.", SourceKind::StageVariable}};
  for (const auto& [prefix, kind] : kKinds) {
    if (text.starts_with(prefix) && text.size() > prefix.size()) return Source{kind, text.substr(prefix.size())};
  }
  return std::nullopt;
}

std::string context_value(std::string_view name, const HttpRequest& request, const Api& api, const RouteMatch& match) {
  if (name == "identity.sourceIp") return request.source_ip;
  if (name == "identity.userAgent") return std::string(find_header(request.headers, "user-agent").value_or(""));
  if (name == "httpMethod") return request.method;
  if (name == "path") return (api.stage == "$default" ? "" : "/" + api.stage) + std::string(path_of(request.target));
  if (name == "protocol") return request.protocol;
  if (name == "requestId") return request.request_id;
  if (name == "resourcePath") return match.route->path;
  if (name == "routeKey") return match.route->key;
  if (name == "stage") return api.stage;
  if (name == "apiId") return api.id;
  if (name == "accountId") return api.account_id;
  if (name == "domainName") return std::string(find_header(request.headers, "host").value_or(""));
  return "";
}

// Empty when it is missing.
std::string value_of(const Source& source, const HttpRequest& request, const Api& api, const RouteMatch& match) {
  std::string value;
  switch (source.kind) {
    case SourceKind::Header: return std::string(find_header(request.headers, source.name).value_or(""));
    case SourceKind::Context: return context_value(source.name, request, api, match);
    case SourceKind::Query:
      for (const auto& [name, encoded] : query_parameters(query_of(request.target))) {
        if (form_decode(name) == source.name) value = form_decode(encoded);
      }
      return value;
    case SourceKind::StageVariable:
      for (const auto& [name, variable] : api.stage_variables) {
        if (name == source.name) value = variable;
      }
      return value;
  }
  return value;
}

// What costs too much to match, or is longer than all headers together may be, is no token of the form.
bool matches(const std::string& expression, const std::string& value) {
  if (value.size() > kMaxHeaderBytes) return false;
  const auto compiled = RegularExpression::compile(expression);
  return compiled && compiled->matches(value) == RegularExpression::Match::Yes;
}

}  // namespace

Result<void> check_authorizer(const Authorizer& authorizer) {
  const auto refused = [&](std::string message) {
    return Error{ErrorKind::Usage, fmt::format("authorizer \"{}\": {}", authorizer.function, message)};
  };
  for (const std::string& text : authorizer.identity_sources) {
    const auto source = read_source(text);
    if (!source) {
      return refused(
          fmt::format("\"{}\" is no identity source\nwrite it like method.request.header.Authorization or "
                      "$request.header.Authorization",
                      text));
    }
    if (authorizer.type == AuthorizerType::Token && source->kind != SourceKind::Header) {
      return refused("the identity source of a TOKEN authorizer is a header\nuse a REQUEST authorizer");
    }
  }
  if (authorizer.type == AuthorizerType::Token && authorizer.identity_sources.size() != 1) {
    return refused("a TOKEN authorizer has one identity source\nuse a REQUEST authorizer");
  }
  if (authorizer.result_ttl.count() < 0 || authorizer.result_ttl.count() > 3600) {
    return refused("the results are kept for 0 to 3600 seconds");
  }
  const auto compiled = RegularExpression::compile(authorizer.identity_validation);
  return compiled ? Result<void>() : refused(compiled.error().message);
}

std::optional<std::vector<std::string>> identity_values(const Authorizer& authorizer, const HttpRequest& request,
                                                        const Api& api, const RouteMatch& match) {
  const bool may_be_missing = authorizer.type == AuthorizerType::Request && authorizer.result_ttl.count() == 0;
  std::vector<std::string> values;
  for (const std::string& text : authorizer.identity_sources) {
    const auto source = read_source(text);
    std::string value = source ? value_of(*source, request, api, match) : "";
    if (value.empty() && !may_be_missing) return std::nullopt;
    values.push_back(std::move(value));
  }
  const bool validates = authorizer.type == AuthorizerType::Token && !authorizer.identity_validation.empty();
  if (validates && !values.empty() && !matches(authorizer.identity_validation, values.front())) return std::nullopt;
  return values;
}

std::string authorizer_cache_key(const std::vector<std::string>& identity) {
  std::string key;
  for (const std::string& value : identity) key += fmt::format("{}:{}", value.size(), value);
  return key;
}

}  // namespace lambdalocal::gateway

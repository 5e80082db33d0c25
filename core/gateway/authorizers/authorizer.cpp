#include "core/gateway/authorizers/authorizer.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/gateway/events/http_api_event.h"
#include "core/gateway/events/rest_api_event.h"
#include "core/gateway/proxy_response.h"
#include "core/http/text.h"
#include "core/json/document.h"

namespace lambdalocal::gateway {
namespace {

constexpr std::string_view kInvoke = "execute-api:Invoke";

Error malformed_answer(std::string message) { return {ErrorKind::BadConfiguration, std::move(message)}; }

bool is_rest(const Authorizer& authorizer) {
  return authorizer.type == AuthorizerType::Token || authorizer.type == AuthorizerType::Request;
}

// No authorizer is told of the body, an HTTP API's of its length.
HttpRequest without_body(const HttpRequest& request) {
  HttpRequest head = request;
  if (!find_header(head.headers, "content-length")) {
    head.headers.emplace_back("Content-Length", std::to_string(head.body.size()));
  }
  head.body.clear();
  return head;
}

std::string token_event(const std::string& arn, const std::vector<std::string>& identity) {
  return event_bytes({{"type", "TOKEN"}, {"methodArn", arn}, {"authorizationToken", identity.at(0)}});
}

// As the proxy event; what is empty is {} here.
std::string rest_request_event(const std::string& arn, const HttpRequest& request, const Api& api,
                               const RouteMatch& match) {
  const Json full = Json::parse(rest_api_event(request, api, match));
  Json event = {{"type", "REQUEST"}, {"methodArn", arn}};
  for (const auto& [name, value] : full.items()) {
    if (name != "body" && name != "isBase64Encoded") event[name] = value.is_null() ? Json::object() : value;
  }
  return event_bytes(event);
}

std::string http_event_1_0(const std::string& arn, const HttpRequest& request, const Api& api, const RouteMatch& match,
                           const std::vector<std::string>& identity) {
  const Json full = Json::parse(http_api_event_1_0(request, api, match));
  const std::string joined = fmt::format("{}", fmt::join(identity, ","));
  Json event = {{"version", "1.0"},
                {"type", "REQUEST"},
                {"methodArn", arn},
                {"identitySource", joined},
                {"authorizationToken", joined}};
  for (const char* name : {"resource", "path", "httpMethod", "headers", "queryStringParameters", "pathParameters",
                           "stageVariables", "requestContext"}) {
    event[name] = full[name].is_null() ? Json::object() : full[name];
  }
  return event_bytes(event);
}

std::string http_event_2_0(const std::string& arn, const HttpRequest& request, const Api& api, const RouteMatch& match,
                           const std::vector<std::string>& identity) {
  const Json full = Json::parse(http_api_event_2_0(request, api, match));
  Json event = {{"version", "2.0"}, {"type", "REQUEST"}, {"routeArn", arn}, {"identitySource", identity}};
  for (const char* name : {"routeKey", "rawPath", "rawQueryString", "cookies", "headers", "queryStringParameters",
                           "requestContext", "pathParameters", "stageVariables"}) {
    if (full.contains(name)) event[name] = full[name];
  }
  return event_bytes(event);
}

// REST APIs hand strings on, so the context must be flat.
Result<std::string> read_context(const Authorizer& authorizer, const Json& answer) {
  const auto found = answer.find("context");
  if (found == answer.end() || found->is_null()) return std::string("{}");
  if (!found->is_object()) return malformed_answer("context is no object");
  const bool flat = is_rest(authorizer) || authorizer.type == AuthorizerType::HttpRequest_1_0;
  for (const auto& [name, value] : found->items()) {
    if (flat && value.is_structured()) {
      return malformed_answer(fmt::format("\"{}\" of context is neither a string nor a number nor a boolean", name));
    }
  }
  return event_bytes(*found);
}

}  // namespace

std::string request_arn(const HttpRequest& request, const Api& api) {
  return execute_api_arn(api, request.method, path_of(request.target));
}

std::string authorizer_event(const Authorizer& authorizer, const HttpRequest& request, const Api& api,
                             const RouteMatch& match, const std::vector<std::string>& identity) {
  const std::string arn = request_arn(request, api);
  const HttpRequest head = without_body(request);
  switch (authorizer.type) {
    case AuthorizerType::Token: return token_event(arn, identity);
    case AuthorizerType::Request: return rest_request_event(arn, head, api, match);
    case AuthorizerType::HttpRequest_1_0: return http_event_1_0(arn, head, api, match, identity);
    case AuthorizerType::HttpRequest_2_0: return http_event_2_0(arn, head, api, match, identity);
  }
  return "";
}

Result<AuthorizerAnswer> read_authorizer_answer(const Authorizer& authorizer, std::string_view payload) {
  const auto value = parse_json<Json>(payload);
  if (!value || !value->is_object()) return malformed_answer("the authorizer returned no object");
  AuthorizerAnswer answer;
  TRY(context, read_context(authorizer, *value));
  answer.context = std::move(context);
  if (authorizer.simple_responses) {
    const auto flag = value->find("isAuthorized");
    if (flag == value->end() || !flag->is_boolean()) return malformed_answer("isAuthorized is missing or no boolean");
    answer.is_authorized = flag->get<bool>();
    return answer;
  }
  const auto principal = value->find("principalId");
  if (principal != value->end() && principal->is_string()) answer.principal_id = principal->get<std::string>();
  if (is_rest(authorizer) && answer.principal_id.empty())
    return malformed_answer("principalId is missing or no string");
  const auto document = value->find("policyDocument");
  if (document == value->end()) return malformed_answer("policyDocument is missing");
  TRY(policy, read_policy(*document));
  answer.policy = std::move(policy);
  return answer;
}

Failure authorizer_failure(const Authorizer& authorizer, std::string_view error_payload) {
  const auto value = parse_json<Json>(error_payload);
  if (!is_rest(authorizer) || !value || !value->is_object()) return Failure::AuthorizerFailed;
  const auto message = value->find("errorMessage");
  return message != value->end() && *message == "Unauthorized" ? Failure::Unauthorized : Failure::AuthorizerFailed;
}

Verdict decide(const AuthorizerAnswer& answer, std::string_view request_arn) {
  if (!answer.policy) return answer.is_authorized ? Verdict::Allow : Verdict::ExplicitDeny;
  return evaluate(*answer.policy, kInvoke, request_arn);
}

std::string authorizer_context(const Authorizer& authorizer, const AuthorizerAnswer& answer, bool format_2_0,
                               std::chrono::milliseconds latency) {
  const Json context = Json::parse(answer.context);
  if (!is_rest(authorizer)) {
    if (format_2_0) return event_bytes({{"lambda", context}});
    Json flat = context;
    if (!answer.principal_id.empty()) flat["principalId"] = answer.principal_id;
    return event_bytes(flat);
  }
  Json strings = Json::object();
  for (const auto& [name, value] : context.items()) {
    if (!value.is_null()) strings[name] = value.is_string() ? value : Json(value.dump());
  }
  strings["principalId"] = answer.principal_id;
  strings["integrationLatency"] = latency.count();
  return event_bytes(strings);
}

}  // namespace lambdalocal::gateway

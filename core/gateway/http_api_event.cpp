#include "core/gateway/http_api_event.h"

#include <nlohmann/json.hpp>

#include "core/gateway/event_v2.h"
#include "core/gateway/events.h"
#include "core/gateway/http_text.h"

namespace lambdalocal::gateway {
namespace {

std::string raw_path(const HttpRequest& request, const Api& api) {
  std::string path = percent_decode(path_of(request.target));
  path = path.substr(0, path.find('?'));
  return api.stage == "$default" ? path : "/" + api.stage + path;
}

// Clients' certificates and AWS's own callers do not exist here, so these are null.
Json identity(const HttpRequest& request) {
  Json identity = Json::object();
  for (const char* name :
       {"accessKey", "accountId", "caller", "cognitoAuthenticationProvider", "cognitoAuthenticationType",
        "cognitoIdentityId", "cognitoIdentityPoolId", "principalOrgId"}) {
    identity[name] = nullptr;
  }
  identity["sourceIp"] = request.source_ip;
  identity["user"] = nullptr;
  identity["userAgent"] = user_agent(request);
  identity["userArn"] = nullptr;
  return identity;
}

// The path of a route key; $default is a path of its own.
std::string resource_of(const Route& route) { return route.path.empty() ? route.key : route.path; }

Json context_1_0(const HttpRequest& request, const Api& api, const RouteMatch& match, const std::string& authorizer) {
  const std::string domain = domain_name(api, request);
  Json context = {{"accountId", api.account_id}, {"apiId", api.id}};
  if (!authorizer.empty()) context["authorizer"] = Json::parse(authorizer);
  context["domainName"] = domain;
  context["domainPrefix"] = domain_prefix(domain);
  context["extendedRequestId"] = request.request_id;
  context["httpMethod"] = request.method;
  context["identity"] = identity(request);
  context["path"] = raw_path(request, api);
  context["protocol"] = request.protocol;
  context["requestId"] = request.request_id;
  context["requestTime"] = request_time(request.time);
  context["requestTimeEpoch"] = epoch_milliseconds(request.time);
  context["resourceId"] = match.route->key;
  context["resourcePath"] = resource_of(*match.route);
  context["stage"] = api.stage;
  return context;
}

}  // namespace

std::string http_api_event_2_0(const HttpRequest& request, const Api& api, const RouteMatch& match,
                               const std::string& authorizer) {
  const std::string path = raw_path(request, api), domain = domain_name(api, request);
  Json context = {{"accountId", api.account_id}, {"apiId", api.id}};
  if (!authorizer.empty()) context["authorizer"] = Json::parse(authorizer);
  context["domainName"] = domain;
  context["domainPrefix"] = domain_prefix(domain);
  context["http"] = v2_http(request, path);
  context["requestId"] = request.request_id;
  context["routeKey"] = match.route->key;
  context["stage"] = api.stage;
  context["time"] = request_time(request.time);
  context["timeEpoch"] = epoch_milliseconds(request.time);

  Json event = v2_head(split_cookies(request), request, match.route->key, path);
  event["requestContext"] = std::move(context);
  Json between = Json::object();
  if (!match.path_parameters.empty()) between["pathParameters"] = string_map(match.path_parameters);
  append_v2_body(event, request, between);
  if (!api.stage_variables.empty()) event["stageVariables"] = string_map(api.stage_variables);
  return event_bytes(event);
}

std::string http_api_event_1_0(const HttpRequest& request, const Api& api, const RouteMatch& match,
                               const std::string& authorizer) {
  const Values headers = event_headers(request, NameCase::AsReceived);
  const Values query = decoded_query(query_of(request.target));
  const EventBody body = request.body.empty() ? EventBody{} : text_or_base64(request);
  Json event = {{"version", "1.0"},
                {"resource", resource_of(*match.route)},
                {"path", raw_path(request, api)},
                {"httpMethod", request.method},
                {"headers", last_values(headers)},
                {"multiValueHeaders", all_values(headers)}};
  event["queryStringParameters"] = null_if_empty(last_values(query));
  event["multiValueQueryStringParameters"] = null_if_empty(all_values(query));
  event["requestContext"] = context_1_0(request, api, match, authorizer);
  event["pathParameters"] = null_if_empty(string_map(match.path_parameters));
  event["stageVariables"] = null_if_empty(string_map(api.stage_variables));
  event["body"] = request.body.empty() ? Json(nullptr) : Json(body.text);
  event["isBase64Encoded"] = body.is_base64;
  return event_bytes(event);
}

}  // namespace lambdalocal::gateway

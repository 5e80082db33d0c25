#include "core/gateway/events/http_api_event.h"

#include "core/gateway/events/event_v2.h"
#include "core/gateway/events/events.h"
#include "core/http/text.h"

namespace lambdalocal::gateway {
namespace {

std::string raw_path(const HttpRequest& request, const Api& api) {
  std::string path = percent_decode(path_of(request.target));
  path = path.substr(0, path.find('?'));
  return api.stage == "$default" ? path : "/" + api.stage + path;
}

// Clients' certificates and AWS's own callers do not exist here, so these are null.
void write_identity(JsonWriter& event, const HttpRequest& request) {
  event.begin_object("identity");
  for (const char* name :
       {"accessKey", "accountId", "caller", "cognitoAuthenticationProvider", "cognitoAuthenticationType",
        "cognitoIdentityId", "cognitoIdentityPoolId", "principalOrgId"}) {
    event.null(name);
  }
  event.string("sourceIp", request.source_ip);
  event.null("user");
  event.string("userAgent", user_agent(request));
  event.null("userArn");
  event.end_object();
}

// The path of a route key; $default is a path of its own.
std::string resource_of(const Route& route) { return route.path.empty() ? route.key : route.path; }

// What both formats begin requestContext with.
void begin_context(JsonWriter& event, const HttpRequest& request, const Api& api, const std::string& authorizer) {
  const std::string domain = domain_name(api, request);
  event.begin_object("requestContext");
  event.string("accountId", api.account_id);
  event.string("apiId", api.id);
  if (!authorizer.empty()) event.raw("authorizer", authorizer);
  event.string("domainName", domain);
  event.string("domainPrefix", domain_prefix(domain));
}

void write_context_1_0(JsonWriter& event, const HttpRequest& request, const Api& api, const RouteMatch& match,
                       const std::string& authorizer) {
  begin_context(event, request, api, authorizer);
  event.string("extendedRequestId", request.request_id);
  event.string("httpMethod", request.method);
  write_identity(event, request);
  event.string("path", raw_path(request, api));
  event.string("protocol", request.protocol);
  event.string("requestId", request.request_id);
  event.string("requestTime", request_time(request.time));
  event.number("requestTimeEpoch", epoch_milliseconds(request.time));
  event.string("resourceId", match.route->key);
  event.string("resourcePath", resource_of(*match.route));
  event.string("stage", api.stage);
  event.end_object();
}

}  // namespace

std::string http_api_event_2_0(const HttpRequest& request, const Api& api, const RouteMatch& match,
                               const std::string& authorizer) {
  const std::string path = raw_path(request, api);
  std::string text = event_text(request);
  JsonWriter event(text);
  event.begin_object();
  write_v2_head(event, split_cookies(request, LengthHeader::Always), request, match.route->key, path);
  begin_context(event, request, api, authorizer);
  write_v2_http(event, request, path);
  event.string("requestId", request.request_id);
  event.string("routeKey", match.route->key);
  event.string("stage", api.stage);
  event.string("time", request_time(request.time));
  event.number("timeEpoch", epoch_milliseconds(request.time));
  event.end_object();
  const bool is_base64 = write_v2_body(event, request);
  if (!match.path_parameters.empty()) {
    write_strings(event, "pathParameters", match.path_parameters, IfEmpty::Object);
  }
  event.flag("isBase64Encoded", is_base64);
  if (!api.stage_variables.empty()) write_strings(event, "stageVariables", api.stage_variables, IfEmpty::Object);
  event.end_object();
  return text;
}

std::string http_api_event_1_0(const HttpRequest& request, const Api& api, const RouteMatch& match,
                               const std::string& authorizer) {
  const Values headers = event_headers(request, NameCase::AsReceived, LengthHeader::Always);
  const Values query = decoded_query(query_of(request.target));
  std::string text = event_text(request);
  JsonWriter event(text);
  event.begin_object();
  event.string("version", "1.0");
  event.string("resource", resource_of(*match.route));
  event.string("path", raw_path(request, api));
  event.string("httpMethod", request.method);
  write_last_values(event, "headers", headers, IfEmpty::Object);
  write_all_values(event, "multiValueHeaders", headers, IfEmpty::Object);
  write_last_values(event, "queryStringParameters", query, IfEmpty::Null);
  write_all_values(event, "multiValueQueryStringParameters", query, IfEmpty::Null);
  write_context_1_0(event, request, api, match, authorizer);
  write_strings(event, "pathParameters", match.path_parameters, IfEmpty::Null);
  write_strings(event, "stageVariables", api.stage_variables, IfEmpty::Null);
  const bool has_body = !request.body.empty();
  if (!has_body) event.null("body");
  const bool is_base64 = has_body && write_text_or_base64(event, request);
  event.flag("isBase64Encoded", is_base64);
  event.end_object();
  return text;
}

}  // namespace lambdalocal::gateway

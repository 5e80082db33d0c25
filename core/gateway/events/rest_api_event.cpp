#include "core/gateway/events/rest_api_event.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/gateway/events/events.h"
#include "core/gateway/routes.h"
#include "core/http/text.h"

namespace lambdalocal::gateway {
namespace {

// The id of a resource: ten characters that hold as long as its path does.
std::string resource_id(std::string_view path) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char byte : path) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
  std::string id;
  for (int digit = 0; digit < 6; ++digit, hash /= 36) id += "0123456789abcdefghijklmnopqrstuvwxyz"[hash % 36];
  return id;
}

// REST APIs hold the length of the body back, too.
Values rest_headers(const HttpRequest& request) {
  Values headers = event_headers(request, NameCase::AsReceived);
  std::erase_if(headers, [](const auto& header) { return same_name(header.first, "content-length"); });
  return headers;
}

void write_rest_identity(JsonWriter& event, const HttpRequest& request, const ApiKey* api_key) {
  event.begin_object("identity");
  if (api_key != nullptr) {
    event.string("apiKey", api_key->value);
    event.string("apiKeyId", api_key->id);
  }
  for (const char* name : {"cognitoIdentityPoolId", "accountId", "cognitoIdentityId", "caller"}) event.null(name);
  event.string("sourceIp", request.source_ip);
  for (const char* name :
       {"principalOrgId", "accessKey", "cognitoAuthenticationType", "cognitoAuthenticationProvider", "userArn"}) {
    event.null(name);
  }
  const std::string agent = user_agent(request);
  agent.empty() ? event.null("userAgent") : event.string("userAgent", agent);
  event.null("user");
  event.end_object();
}

void write_context(JsonWriter& event, const HttpRequest& request, const Api& api, const RouteMatch& match,
                   const std::string& authorizer, const ApiKey* api_key) {
  const std::string domain = domain_name(api, request);
  event.begin_object("requestContext");
  event.string("resourceId", resource_id(match.route->path));
  if (!authorizer.empty()) event.raw("authorizer", authorizer);
  event.string("resourcePath", match.route->path);
  event.string("httpMethod", request.method);
  event.string("extendedRequestId", request.extended_request_id);
  event.string("requestTime", request_time(request.time));
  event.string("path", "/" + api.stage + std::string(path_of(request.target)));
  event.string("accountId", api.account_id);
  event.string("protocol", request.protocol);
  event.string("stage", api.stage);
  event.string("domainPrefix", domain_prefix(domain));
  event.number("requestTimeEpoch", epoch_milliseconds(request.time));
  event.string("requestId", request.request_id);
  write_rest_identity(event, request, api_key);
  event.string("domainName", domain);
  event.string("deploymentId", api.deployment_id);
  event.string("apiId", api.id);
  event.end_object();
}

}  // namespace

bool is_binary_media_type(const std::vector<std::string>& binary_media_types, std::string_view header) {
  const std::string type = media_type(header.substr(0, header.find(',')));
  return std::any_of(binary_media_types.begin(), binary_media_types.end(), [&](const std::string& entry) {
    const std::string listed = lower_case(entry);
    if (listed == "*/*") return true;
    if (type.empty()) return false;
    if (!listed.ends_with("/*")) return listed == type;
    return type.starts_with(listed.substr(0, listed.size() - 1));
  });
}

std::string rest_api_event(const HttpRequest& request, const Api& api, const RouteMatch& match,
                           const std::string& authorizer, const ApiKey* api_key) {
  const bool is_binary =
      !request.body.empty() &&
      is_binary_media_type(api.binary_media_types, find_header(request.headers, "content-type").value_or(""));
  const Values headers = rest_headers(request);
  const Values query = decoded_query(query_of(request.target));
  std::string text = event_text(request);
  JsonWriter event(text);
  event.begin_object();
  event.string("resource", match.route->path);
  event.string("path", without_doubled_slashes_in_front(path_of(request.target)));
  event.string("httpMethod", request.method);
  write_last_values(event, "headers", headers, IfEmpty::Object);
  write_all_values(event, "multiValueHeaders", headers, IfEmpty::Object);
  write_last_values(event, "queryStringParameters", query, IfEmpty::Null);
  write_all_values(event, "multiValueQueryStringParameters", query, IfEmpty::Null);
  write_strings(event, "pathParameters", match.path_parameters, IfEmpty::Null);
  write_strings(event, "stageVariables", api.stage_variables, IfEmpty::Null);
  write_context(event, request, api, match, authorizer, api_key);
  if (request.body.empty()) {
    event.null("body");
  } else if (is_binary) {
    event.base64("body", request.body);
  } else {
    event.string("body", request.body);
  }
  event.flag("isBase64Encoded", is_binary);
  event.end_object();
  return text;
}

}  // namespace lambdalocal::gateway

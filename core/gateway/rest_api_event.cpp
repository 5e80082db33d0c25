#include "core/gateway/rest_api_event.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "core/base64.h"
#include "core/gateway/events.h"
#include "core/gateway/http_text.h"
#include "core/gateway/rest_request.h"

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

std::string_view without_doubled_slashes_in_front(std::string_view path) {
  while (path.starts_with("//")) path.remove_prefix(1);
  return path;
}

Json identity(const HttpRequest& request) {
  Json identity = Json::object();
  for (const char* name : {"cognitoIdentityPoolId", "accountId", "cognitoIdentityId", "caller"}) {
    identity[name] = nullptr;
  }
  identity["sourceIp"] = request.source_ip;
  for (const char* name :
       {"principalOrgId", "accessKey", "cognitoAuthenticationType", "cognitoAuthenticationProvider", "userArn"}) {
    identity[name] = nullptr;
  }
  const std::string agent = user_agent(request);
  identity["userAgent"] = agent.empty() ? Json(nullptr) : Json(agent);
  identity["user"] = nullptr;
  return identity;
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

Json rest_request_context(const HttpRequest& request, const Api& api, const RouteMatch& match,
                          const std::string& authorizer) {
  const std::string domain = domain_name(api, request);
  Json context = {{"resourceId", resource_id(match.route->path)}};
  if (!authorizer.empty()) context["authorizer"] = Json::parse(authorizer);
  context["resourcePath"] = match.route->path;
  context["httpMethod"] = request.method;
  context["extendedRequestId"] = request.extended_request_id;
  context["requestTime"] = request_time(request.time);
  context["path"] = "/" + api.stage + std::string(path_of(request.target));
  context["accountId"] = api.account_id;
  context["protocol"] = request.protocol;
  context["stage"] = api.stage;
  context["domainPrefix"] = domain_prefix(domain);
  context["requestTimeEpoch"] = epoch_milliseconds(request.time);
  context["requestId"] = request.request_id;
  context["identity"] = identity(request);
  context["domainName"] = domain;
  context["deploymentId"] = api.deployment_id;
  context["apiId"] = api.id;
  return context;
}

void append_rest_request(Json& event, const HttpRequest& request, const Api& api, const RouteMatch& match) {
  const Values headers = rest_headers(request);
  const Values query = decoded_query(query_of(request.target));
  event["resource"] = match.route->path;
  event["path"] = without_doubled_slashes_in_front(path_of(request.target));
  event["httpMethod"] = request.method;
  event["headers"] = last_values(headers);
  event["multiValueHeaders"] = all_values(headers);
  event["queryStringParameters"] = null_if_empty(last_values(query));
  event["multiValueQueryStringParameters"] = null_if_empty(all_values(query));
  event["pathParameters"] = null_if_empty(string_map(match.path_parameters));
  event["stageVariables"] = null_if_empty(string_map(api.stage_variables));
}

std::string rest_api_event(const HttpRequest& request, const Api& api, const RouteMatch& match,
                           const std::string& authorizer) {
  const bool is_binary =
      !request.body.empty() &&
      is_binary_media_type(api.binary_media_types, find_header(request.headers, "content-type").value_or(""));
  Json event = Json::object();
  append_rest_request(event, request, api, match);
  event["requestContext"] = rest_request_context(request, api, match, authorizer);
  event["body"] = nullptr;
  if (!request.body.empty()) event["body"] = is_binary ? base64_encode(request.body) : request.body;
  event["isBase64Encoded"] = is_binary;
  return event_bytes(event);
}

}  // namespace lambdalocal::gateway

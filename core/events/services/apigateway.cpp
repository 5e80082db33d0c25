// API Gateway: REST APIs, HTTP APIs, WebSocket APIs, and their Lambda authorizers.
// Sources: docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html,
// docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html,
// docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html
#include <fmt/format.h>

#include <array>

#include "core/events/services/http_request.h"
#include "core/events/services/services.h"
#include "core/gateway/authorizers/authorizer.h"
#include "core/gateway/events/http_api_event.h"
#include "core/gateway/events/rest_api_event.h"
#include "core/http/text.h"

namespace lambdalocal::events {
namespace apigateway {
namespace {

constexpr Option kStage{"stage", "prod", "name of the stage"};
constexpr Option kDefaultStage{"stage", "$default", "name of the stage"};
constexpr Option kResource{"resource", "/{proxy+}", "path of the resource"};
constexpr Option kRoute{"route", "$default", "key of the route: $default, 'GET /pets/{id}'"};
constexpr Option kBinary{"binary-media-type", "", "of the API, image/* for instance: travels as base64; repeatable",
                         OptionKind::List};
constexpr Option kToken{"token", "Bearer allow-me", "the header Authorization"};
constexpr Option kRestApiId{"restApiId", "", "of the API; default: a new one"};

constexpr std::array kRestOptions = {
    kBodyOption,      kStage,        kMethodOption,     kResource,           kPathOption, kQueryOption,
    kDnsSuffixOption, kHeaderOption, kCookieOption,     kContentTypeOption,  kBinary,     kSourceIpOption,
    kUserAgentOption, kApiIdOption,  kAuthorizerOption, kStageVariableOption};
constexpr std::array kHttpOptions = {kBodyOption,   kDefaultStage,      kMethodOption,       kPathOption,
                                     kRoute,        kQueryOption,       kDnsSuffixOption,    kHeaderOption,
                                     kCookieOption, kContentTypeOption, kSourceIpOption,     kUserAgentOption,
                                     kApiIdOption,  kAuthorizerOption,  kStageVariableOption};
constexpr std::array kTokenOptions = {kStage, kMethodOption, Option{"resource", "{proxy+}", "path of the request"},
                                      kRestApiId, kToken};
constexpr Option kGet{"method", "GET", "of the request"};
constexpr std::array kRequestAuthorizerOptions = {Option{"stage", "test", "name of the stage"},
                                                  kGet,
                                                  Option{"resource", "request", "path of the resource"},
                                                  kRestApiId,
                                                  kToken,
                                                  kPathOption,
                                                  kQueryOption,
                                                  kDnsSuffixOption,
                                                  kHeaderOption,
                                                  kCookieOption,
                                                  kContentTypeOption,
                                                  kSourceIpOption,
                                                  kUserAgentOption,
                                                  kStageVariableOption};
constexpr std::array kHttpAuthorizerOptions = {kDefaultStage,      kGet,
                                               kPathOption,        kRoute,
                                               kApiIdOption,       kToken,
                                               kQueryOption,       kDnsSuffixOption,
                                               kHeaderOption,      kCookieOption,
                                               kContentTypeOption, kSourceIpOption,
                                               kUserAgentOption,   kStageVariableOption};
constexpr std::array kSocketOptions = {Option{"stage", "production", "name of the stage"},
                                       kApiIdOption,
                                       Option{"connection-id", "", "default: a new one"},
                                       kDnsSuffixOption,
                                       kSourceIpOption,
                                       kUserAgentOption,
                                       kAuthorizerOption};
constexpr std::array kMessageOptions = {
    Option{"body", R"({"action":"sendmessage","data":"Hello"})", "the message"},
    Option{"route", "", "key of the route; default: the message's action, else $default"},
    kSocketOptions[0],
    kSocketOptions[1],
    kSocketOptions[2],
    kSocketOptions[3],
    kSocketOptions[4],
    kSocketOptions[5],
    kSocketOptions[6]};

std::string dns_suffix(const Values& values) {
  const std::string given = values.text("dns-suffix");
  return given.empty() ? values.settings().region + "." + dns_suffix_of(values.settings()) : given;
}

Result<gateway::Api> api(Values& values, std::string_view id_option) {
  gateway::Api api;
  api.id = values.text(id_option);
  if (api.id.empty()) api.id = values.evaluate_text("id@api:10");
  api.account_id = values.settings().account;
  api.region = values.settings().region;
  api.stage = values.text("stage");
  api.deployment_id = values.evaluate_text("id:6");
  return api;
}

Result<gateway::HttpRequest> api_request(Values& values, gateway::Api& of, const std::string& path) {
  TRY(variables, name_values(values, "stage-variable"));
  of.stage_variables = std::move(variables);
  return http_request(values, fmt::format("{}.execute-api.{}", of.id, dns_suffix(values)), path);
}

Result<Json> rest(Values& values) {
  TRY(of, api(values, "api-id"));
  of.binary_media_types = values.list("binary-media-type");
  TRY(taken, routed(values, "ANY " + path_with_slash(values.text("resource")), gateway::ApiKind::Rest));
  TRY(request, api_request(values, of, taken.path));
  return Json::parse(gateway::rest_api_event(request, of, taken.match(), values.text("authorizer")));
}

template <std::string (*Event)(const gateway::HttpRequest&, const gateway::Api&, const gateway::RouteMatch&,
                               const std::string&)>
Result<Json> http(Values& values) {
  TRY(of, api(values, "api-id"));
  TRY(taken, routed(values, values.text("route"), gateway::ApiKind::Http));
  TRY(request, api_request(values, of, taken.path));
  request.request_id = request.extended_request_id;
  return Json::parse(Event(request, of, taken.match(), values.text("authorizer")));
}

Json authorizer_event(gateway::AuthorizerType type, const Values& values, gateway::HttpRequest request,
                      const gateway::Api& of, const gateway::RouteMatch& match) {
  gateway::Authorizer authorizer;
  authorizer.type = type;
  const std::string token = values.text("token");
  if (!gateway::find_header(request.headers, "authorization")) request.headers.emplace_back("Authorization", token);
  const std::string sent(*gateway::find_header(request.headers, "authorization"));
  return Json::parse(gateway::authorizer_event(authorizer, request, of, match, {sent}));
}

// The ARN is all that a token authorizer is told of the request.
Result<Json> token_authorizer(Values& values) {
  TRY(of, api(values, "restApiId"));
  const std::string path = path_with_slash(values.text("resource"));
  const std::string arn = fmt::format("arn:{}:execute-api:{}:{}:{}/{}/{}{}", partition_of(values.settings()), of.region,
                                      of.account_id, of.id, of.stage, values.text("method"), path);
  return Json{{"type", "TOKEN"}, {"authorizationToken", values.text("token")}, {"methodArn", arn}};
}

Result<Json> request_authorizer(Values& values) {
  TRY(of, api(values, "restApiId"));
  TRY(taken, routed(values, "ANY " + path_with_slash(values.text("resource")), gateway::ApiKind::Rest));
  TRY(request, api_request(values, of, taken.path));
  return authorizer_event(gateway::AuthorizerType::Request, values, std::move(request), of, taken.match());
}

template <gateway::AuthorizerType Type>
Result<Json> http_authorizer(Values& values) {
  TRY(of, api(values, "api-id"));
  TRY(taken, routed(values, values.text("route"), gateway::ApiKind::Http));
  TRY(request, api_request(values, of, taken.path));
  request.request_id = request.extended_request_id;
  return authorizer_event(Type, values, std::move(request), of, taken.match());
}

constexpr std::string_view kConnect = R"({
  "headers": "{{headers}}", "multiValueHeaders": "{{all-headers}}",
  "requestContext": {
    "routeKey": "$connect", "eventType": "CONNECT", "extendedRequestId": "{{base64#request:11}}",
    "requestTime": "{{time:log}}", "messageDirection": "IN", "stage": "{{stage}}", "connectedAt": "{{time:ms:-3}}",
    "requestTimeEpoch": "{{time:ms}}", "identity": {"userAgent": "{{user-agent}}", "sourceIp": "{{source-ip}}"},
    "requestId": "{{base64#request:11}}", "domainName": "{{domain}}", "connectionId": "{{connection}}", "apiId": "{{api}}",
    "authorizer": "{{?authorizer|json}}"},
  "isBase64Encoded": false
})";
constexpr std::string_view kMessage = R"({
  "requestContext": {
    "routeKey": "{{route-key}}", "messageId": "{{base64:11}}", "eventType": "MESSAGE",
    "extendedRequestId": "{{base64#request:11}}", "requestTime": "{{time:log}}", "messageDirection": "IN",
    "stage": "{{stage}}", "connectedAt": "{{time:ms:-41000}}", "requestTimeEpoch": "{{time:ms}}",
    "identity": {"userAgent": "{{user-agent}}", "sourceIp": "{{source-ip}}"},
    "requestId": "{{base64#request:11}}", "domainName": "{{domain}}", "connectionId": "{{connection}}", "apiId": "{{api}}",
    "authorizer": "{{?authorizer|json}}"},
  "body": "{{body}}", "isBase64Encoded": false
})";
constexpr std::string_view kDisconnect = R"({
  "headers": {"Host": "{{domain}}", "x-api-key": "", "X-Forwarded-For": "", "x-restapi": ""},
  "multiValueHeaders": {"Host": ["{{domain}}"], "x-api-key": [""], "X-Forwarded-For": [""], "x-restapi": [""]},
  "requestContext": {
    "routeKey": "$disconnect", "disconnectStatusCode": 1005, "eventType": "DISCONNECT",
    "extendedRequestId": "{{base64#request:11}}", "requestTime": "{{time:log}}", "messageDirection": "IN",
    "disconnectReason": "Client-side close frame status not set", "stage": "{{stage}}", "connectedAt": "{{time:ms:-42000}}",
    "requestTimeEpoch": "{{time:ms}}", "identity": {"userAgent": "{{user-agent}}", "sourceIp": "{{source-ip}}"},
    "requestId": "{{base64#request:11}}", "domainName": "{{domain}}", "connectionId": "{{connection}}", "apiId": "{{api}}",
    "authorizer": "{{?authorizer|json}}"},
  "isBase64Encoded": false
})";

Result<void> socket(Values& values) {
  const std::string id = values.evaluate_text("api-id??id@api:10");
  const std::string domain = fmt::format("{}.execute-api.{}", id, dns_suffix(values));
  values.set("api", id);
  values.set("domain", domain);
  values.set("connection", values.evaluate("connection-id??base64@connection:11"));
  Json headers = {{"Host", domain},
                  {"Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"},
                  {"Sec-WebSocket-Key", values.evaluate("base64:16")},
                  {"Sec-WebSocket-Version", "13"},
                  {"User-Agent", values.text("user-agent")},
                  {"X-Amzn-Trace-Id", fmt::format("Root=1-{:08x}-{}", values.time().time_since_epoch().count() / 1000,
                                                  values.evaluate_text("hex:24"))},
                  {"X-Forwarded-For", values.text("source-ip")},
                  {"X-Forwarded-Port", "443"},
                  {"X-Forwarded-Proto", "https"}};
  Json all = Json::object();
  for (const auto& [name, value] : headers.items()) all[name] = Json::array({value});
  values.set("headers", std::move(headers));
  values.set("all-headers", std::move(all));
  return {};
}

Result<void> socket_message(Values& values) {
  TRY_VOID(socket(values));
  std::string route = values.text("route");
  const Json body = Json::parse(values.text("body"), nullptr, false);
  if (route.empty() && body.is_object() && body.contains("action") && body["action"].is_string()) {
    route = body["action"].get<std::string>();
  }
  values.set("route-key", route.empty() ? std::string("$default") : route);
  return {};
}

constexpr std::string_view kRestPage =
    "docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html";
constexpr std::string_view kHttpPage =
    "docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html";
constexpr std::string_view kAuthorizerPage =
    "docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html";
constexpr std::string_view kHttpAuthorizerPage =
    "docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html";
constexpr std::string_view kSocketPage =
    "docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-keys-connect-disconnect.html";

constexpr std::array kTypes = {
    EventType{.name = "aws-proxy",
              .about = "REST API: a request, payload format 1.0",
              .page = kRestPage,
              .options = kRestOptions,
              .build = rest,
              .body = "body"},
    EventType{.name = "http-api-proxy",
              .about = "HTTP API: a request, payload format 2.0",
              .page = kHttpPage,
              .options = kHttpOptions,
              .build = http<gateway::http_api_event_2_0>,
              .body = "body"},
    EventType{.name = "http-api-proxy-v1",
              .about = "HTTP API: a request, payload format 1.0",
              .page = kHttpPage,
              .options = kHttpOptions,
              .build = http<gateway::http_api_event_1_0>,
              .body = "body"},
    EventType{.name = "authorizer",
              .about = "REST API: a token authorizer is asked",
              .page = kAuthorizerPage,
              .options = kTokenOptions,
              .build = token_authorizer},
    EventType{.name = "request-authorizer",
              .about = "REST API: a request authorizer is asked",
              .page = kAuthorizerPage,
              .options = kRequestAuthorizerOptions,
              .build = request_authorizer},
    EventType{.name = "http-api-authorizer",
              .about = "HTTP API: an authorizer is asked, format 2.0",
              .page = kHttpAuthorizerPage,
              .options = kHttpAuthorizerOptions,
              .build = http_authorizer<gateway::AuthorizerType::HttpRequest_2_0>},
    EventType{.name = "http-api-authorizer-v1",
              .about = "HTTP API: an authorizer is asked, format 1.0",
              .page = kHttpAuthorizerPage,
              .options = kHttpAuthorizerOptions,
              .build = http_authorizer<gateway::AuthorizerType::HttpRequest_1_0>},
    EventType{.name = "websocket-connect",
              .about = "WebSocket API: a client connects",
              .page = kSocketPage,
              .options = kSocketOptions,
              .shape = kConnect,
              .compute = socket},
    EventType{.name = "websocket-message",
              .about = "WebSocket API: a client sent a message",
              .page = kSocketPage,
              .options = kMessageOptions,
              .shape = kMessage,
              .compute = socket_message,
              .body = "body"},
    EventType{.name = "websocket-disconnect",
              .about = "WebSocket API: a client is gone",
              .page = kSocketPage,
              .options = kSocketOptions,
              .shape = kDisconnect,
              .compute = socket},
};

}  // namespace
}  // namespace apigateway

std::span<const EventType> apigateway_types() { return apigateway::kTypes; }

}  // namespace lambdalocal::events

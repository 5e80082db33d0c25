// AppSync: resolvers, authorizers, and channels of AppSync Events.
// Sources: docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference.html,
// docs.aws.amazon.com/appsync/latest/devguide/security-authz.html, docs.aws.amazon.com/appsync/latest/eventapi/direct-lambda-integrations.html
#include <array>

#include "core/events/services/services.h"
#include "core/events/values.h"

namespace lambdalocal::events {
namespace appsync {
namespace {

constexpr std::array kResolverOptions = {
    Option{"field", "createSomething", "that is resolved"},
    Option{"parent-type", "Mutation", "whose field it is"},
    Option{"arguments", R"({"id": "my identifier"})", "of the field, as JSON", OptionKind::JsonText},
    Option{"source", "null", "the resolved parent, as JSON", OptionKind::JsonText},
    Option{"user-name", "jdoe", "of the user"},
    Option{"auth", "cognito", "how the caller is known", OptionKind::Choice, "cognito|iam|api-key"}};
constexpr std::array kAuthorizerOptions = {
    Option{"token", "custom-authorized", "that the caller sent"},
    Option{"query", "mutation CreateSomething { createSomething(id: \"1\") { id } }", "of the caller"},
    Option{"operation", "CreateSomething", "name of the operation"}};
constexpr std::array kPublishOptions = {
    Option{"channel", "/default/channel", "that is published to"},
    Option{"event", R"({"message": "Hello"})", "payload of an event, as JSON; repeatable", OptionKind::List}};
constexpr std::array kSubscribeOptions = {Option{"channel", "/default/channel", "that is subscribed to"}};

constexpr std::string_view kResolver = R"({
  "arguments": "{{arguments|json}}", "identity": "{{identity}}", "source": "{{source|json}}",
  "request": {
    "headers": {
      "accept": "*/*", "content-type": "application/json", "host": "{{id#api:26}}.appsync-api.{{region}}.{{dns}}",
      "user-agent": "curl/8.5.0", "x-amzn-trace-id": "Root=1-{{hex:8}}-{{hex:24}}", "x-forwarded-for": "203.0.113.17",
      "x-forwarded-port": "443", "x-forwarded-proto": "https"},
    "domainName": null},
  "prev": null,
  "info": {
    "fieldName": "{{field}}", "parentTypeName": "{{parent-type}}", "variables": {},
    "selectionSetList": ["id", "field1", "field2"], "selectionSetGraphQL": "{\n  id\n  field1\n  field2\n}"},
  "stash": {}
})";
constexpr std::string_view kAuthorizer = R"({
  "authorizationToken": "{{token}}",
  "requestContext": {
    "apiId": "{{id:26}}", "accountId": "{{account}}", "requestId": "{{uuid}}", "queryString": "{{query}}", "operationName": "{{operation}}",
    "variables": {}},
  "requestHeaders": {"authorization": "{{token}}", "content-type": "application/json"}
})";
constexpr std::string_view kPublish = R"({
  "identity": null, "result": null,
  "request": {
    "headers": {"content-type": "application/json", "host": "{{id#api:26}}.appsync-api.{{region}}.{{dns}}",
                "x-forwarded-for": "203.0.113.17", "x-forwarded-port": "443", "x-forwarded-proto": "https"},
    "domainName": null},
  "info": {
    "channel": {"path": "{{channel}}", "segments": "{{segments}}"}, "channelNamespace": {"name": "{{name-space}}"},
    "operation": "PUBLISH"},
  "error": null, "prev": null, "stash": {}, "outErrors": [], "events": "{{events}}"
})";
constexpr std::string_view kSubscribe = R"({
  "identity": null, "result": null,
  "request": {
    "headers": {"host": "{{id#api:26}}.appsync-api.{{region}}.{{dns}}", "x-forwarded-for": "203.0.113.17",
                "x-forwarded-port": "443", "x-forwarded-proto": "https"},
    "domainName": null},
  "info": {
    "channel": {"path": "{{channel}}", "segments": "{{segments}}"}, "channelNamespace": {"name": "{{name-space}}"},
    "operation": "SUBSCRIBE"},
  "error": null, "prev": null, "stash": {}, "outErrors": [], "events": null
})";

Result<void> resolver(Values& values) {
  const std::string auth = values.text("auth"), user = values.text("user-name");
  const Settings& settings = values.settings();
  Json identity;
  if (auth == "cognito") {
    const std::string issuer = "https://cognito-idp." + settings.region + "." + dns_suffix_of(settings) + "/" +
                               settings.region + "_" + values.evaluate_text("alnum:9");
    const std::string subject = values.evaluate_text("uuid");
    identity = {{"claims",
                 {{"sub", subject},
                  {"iss", issuer},
                  {"cognito:username", user},
                  {"aud", values.evaluate("id:26")},
                  {"token_use", "id"},
                  {"auth_time", values.evaluate("time:s:-60000")},
                  {"exp", values.evaluate("time:s:3540000")},
                  {"iat", values.evaluate("time:s:-60000")},
                  {"email", user + "@example.com"}}},
                {"defaultAuthStrategy", "ALLOW"},
                {"groups", nullptr},
                {"issuer", issuer},
                {"sourceIp", Json::array({"203.0.113.17"})},
                {"sub", subject},
                {"username", user}};
  } else if (auth == "iam") {
    const std::string id = "AIDA" + values.evaluate_text("ID:17");
    identity = {{"accountId", settings.account},
                {"cognitoIdentityAuthProvider", nullptr},
                {"cognitoIdentityAuthType", nullptr},
                {"cognitoIdentityId", nullptr},
                {"cognitoIdentityPoolId", nullptr},
                {"sourceIp", Json::array({"203.0.113.17"})},
                {"userArn", "arn:" + partition_of(settings) + ":iam::" + settings.account + ":user/" + user},
                {"username", id}};
  }
  values.set("identity", std::move(identity));
  return {};
}

Result<void> channel(Values& values) {
  Json segments = Json::array();
  std::string segment;
  for (const char character : values.text("channel") + "/") {
    if (character != '/') {
      segment += character;
    } else if (!segment.empty()) {
      segments.push_back(std::exchange(segment, {}));
    }
  }
  values.set("name-space", segments.empty() ? Json("default") : segments.front());
  values.set("segments", std::move(segments));
  return {};
}

Result<void> publish(Values& values) {
  TRY_VOID(channel(values));
  Json events = Json::array();
  for (const std::string& event : values.list("event")) {
    const Json payload = Json::parse(event, nullptr, false);
    events.push_back(
        Json{{"id", values.evaluate("uuid")}, {"payload", payload.is_discarded() ? Json(event) : payload}});
  }
  values.set("events", std::move(events));
  return {};
}

constexpr std::string_view kEventsPage = "docs.aws.amazon.com/appsync/latest/eventapi/direct-lambda-integrations.html";
constexpr std::array kTypes = {
    EventType{.name = "resolver",
              .about = "a field is resolved",
              .page = "docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference.html",
              .options = kResolverOptions,
              .shape = kResolver,
              .compute = resolver,
              .body = "arguments"},
    EventType{.name = "authorizer",
              .about = "an authorizer is asked",
              .page = "docs.aws.amazon.com/appsync/latest/devguide/security-authz.html",
              .options = kAuthorizerOptions,
              .shape = kAuthorizer},
    EventType{.name = "events-publish",
              .about = "AppSync Events: something is published",
              .page = kEventsPage,
              .options = kPublishOptions,
              .shape = kPublish,
              .compute = publish,
              .body = "event"},
    EventType{.name = "events-subscribe",
              .about = "AppSync Events: a client subscribes",
              .page = kEventsPage,
              .options = kSubscribeOptions,
              .shape = kSubscribe,
              .compute = channel},
};

}  // namespace
}  // namespace appsync

std::span<const EventType> appsync_types() { return appsync::kTypes; }

}  // namespace lambdalocal::events

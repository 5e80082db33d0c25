#include <fmt/format.h>

#include "core/project/templates/api_gateway.h"
#include "core/project/templates/api_resources.h"
#include "core/project/templates/http_integration.h"
#include "core/project/templates/open_api.h"
#include "core/project/templates/sam_apis.h"

namespace lambdalocal::templates {
namespace {

using gateway::FrontEnd;

class HttpApiReader : public ApiResources {
 public:
  explicit HttpApiReader(ApiDrafts& drafts) : ApiResources(drafts) {}

  void read() {
    each("AWS::ApiGatewayV2::Api", &HttpApiReader::read_api);
    each("AWS::ApiGatewayV2::Stage", &HttpApiReader::read_stage);
    each("AWS::ApiGatewayV2::Authorizer", &HttpApiReader::read_authorizer);
    each("AWS::ApiGatewayV2::Route", &HttpApiReader::read_route);
  }

 private:
  void read_api(const Resource& resource) {
    if (text(resource, "ProtocolType") == "WEBSOCKET") {
      drafts_.not_emulated(fmt::format("the WebSocket API {} is not emulated", resource.logical_id));
      return;
    }
    ApiDraft& draft = drafts_.api(resource.logical_id, FrontEnd::HttpApi);
    if (const ValuePtr cors = resolved(resource, "CorsConfiguration")) draft.configuration.cors = http_api_cors(*cors);
    if (const ValuePtr body = property(resource, "Body")) add_open_api(body, draft, drafts_);
    if (property(resource, "Target")) add_quick_route(resource, draft);
  }

  // A route and its integration in one line.
  void add_quick_route(const Resource& resource, ApiDraft& draft) {
    const ValuePtr target = property(resource, "Target");
    RouteDraft route;
    route.at = resource.at;
    set_key(text(resource, "RouteKey"), route);
    if (const auto function = drafts_.function_in(target)) {
      route.settings.route.function = *function;
    } else {
      auto proxy = http_proxy_of({target, nullptr, nullptr, nullptr, nullptr}, FrontEnd::HttpApi, resolver_);
      if (!proxy) return;
      set_proxy(*std::move(proxy), route);
    }
    drafts_.add_route(draft, std::move(route));
  }

  // The format says what an authorizer's context is.
  static void set_proxy(gateway::HttpProxy proxy, RouteDraft& route) {
    route.settings.http_proxy = std::move(proxy);
    route.settings.payload_format = gateway::PayloadFormat::Version_1_0;
  }

  static void set_key(std::string_view key, RouteDraft& route) {
    const auto space = key.find(' ');
    if (space == std::string_view::npos) return;  // $default
    route.method = key.substr(0, space);
    route.path = key.substr(space + 1);
  }

  void read_stage(const Resource& resource) {
    ApiDraft* draft = api_of(resource, "ApiId");
    const std::string name = text(resource, "StageName");
    if (draft == nullptr || name.empty()) return;
    draft->configuration.api.stage = name;
    draft->configuration.api.stage_variables.clear();
    if (const ValuePtr variables = resolved(resource, "StageVariables")) {
      for (const Member& variable : variables->members) {
        draft->configuration.api.stage_variables.emplace_back(variable.name, variable.value->text);
      }
    }
  }

  void read_authorizer(const Resource& resource) {
    ApiDraft* draft = api_of(resource, "ApiId");
    if (draft == nullptr) return;
    auto& authorizers = draft->configuration.authorizers;
    const ValuePtr sources = resolved(resource, "IdentitySource");
    if (text(resource, "AuthorizerType") == "JWT") {
      gateway::JwtAuthorizerConfiguration authorizer;
      if (const ValuePtr jwt = resolved(resource, "JwtConfiguration")) {
        authorizer.jwt.issuer = jwt->text_of("Issuer");
        authorizer.jwt.audiences = texts_of(jwt->find("Audience"));
      }
      if (const auto texts = texts_of(sources.get()); !texts.empty()) authorizer.identity_source = texts.front();
      authorizers.insert_or_assign(resource.logical_id, std::move(authorizer));
      return;
    }
    const auto function = drafts_.function_in(property(resource, "AuthorizerUri"));
    if (!function) return;
    gateway::Authorizer authorizer;
    authorizer.function = *function;
    const bool is_1_0 = text(resource, "AuthorizerPayloadFormatVersion") == "1.0";
    authorizer.type = is_1_0 ? gateway::AuthorizerType::HttpRequest_1_0 : gateway::AuthorizerType::HttpRequest_2_0;
    authorizer.simple_responses = is_true(resolved(resource, "EnableSimpleResponses").get());
    authorizer.identity_sources = texts_of(sources.get());
    const auto seconds = number_of(resolved(resource, "AuthorizerResultTtlInSeconds").get());
    authorizer.result_ttl = std::chrono::seconds(seconds.value_or(0));
    authorizers.insert_or_assign(resource.logical_id, std::move(authorizer));
  }

  void read_route(const Resource& resource) {
    ApiDraft* draft = api_of(resource, "ApiId");
    if (draft == nullptr) return;
    const Resource* integration = resolver_.resource_in(property(resource, "Target"));
    RouteDraft route;
    route.at = resource.at;
    set_key(text(resource, "RouteKey"), route);
    if (integration == nullptr || !integration->properties()) {
      return drafts_.add_not_emulated(*draft, std::move(route), what_instead_of_function(""));
    }
    const std::string type = text(*integration, "IntegrationType");
    if (type == "HTTP_PROXY") {
      auto proxy =
          http_proxy_of({property(*integration, "IntegrationUri"), property(*integration, "IntegrationMethod"),
                         property(*integration, "RequestParameters"), property(*integration, "ResponseParameters"),
                         property(*integration, "ConnectionType")},
                        FrontEnd::HttpApi, resolver_);
      if (!proxy) return drafts_.add_not_emulated(*draft, std::move(route), proxy.error().message);
      set_proxy(*std::move(proxy), route);
    } else {
      const auto function = drafts_.function_in(property(*integration, "IntegrationUri"));
      if (type != "AWS_PROXY" || !function) {
        return drafts_.add_not_emulated(*draft, std::move(route), what_instead_of_function(type));
      }
      route.settings.route.function = *function;
      route.is_permitted = property(*integration, "CredentialsArn") != nullptr;
      if (text(*integration, "PayloadFormatVersion") != "2.0") {
        route.settings.payload_format = gateway::PayloadFormat::Version_1_0;
      }
    }
    if (const auto timeout = number_of(resolved(*integration, "TimeoutInMillis").get())) {
      route.settings.timeout = std::chrono::milliseconds(*timeout);
    }
    read_authorization(resource, *draft, route);
    drafts_.add_route(*draft, std::move(route));
  }

  void read_authorization(const Resource& resource, const ApiDraft& draft, RouteDraft& route) {
    const std::string type = text(resource, "AuthorizationType");
    if (type == "AWS_IAM") drafts_.not_emulated("AWS_IAM is not emulated: requests are taken without a signature");
    if (type != "JWT" && type != "CUSTOM") return;
    const Resource* authorizer = resolver_.resource_in(property(resource, "AuthorizerId"));
    if (authorizer != nullptr && draft.configuration.authorizers.contains(authorizer->logical_id)) {
      route.settings.authorizer = authorizer->logical_id;
      if (type == "JWT") route.settings.scopes = texts_of(resolved(resource, "AuthorizationScopes").get());
    } else {
      drafts_.not_emulated(fmt::format("the authorizer of {} is not emulated: requests are taken without it",
                                       text(resource, "RouteKey")));
    }
  }
};

}  // namespace

void add_http_apis(ApiDrafts& drafts) { HttpApiReader(drafts).read(); }

}  // namespace lambdalocal::templates

#include <fmt/format.h>

#include "core/project/templates/api_gateway.h"
#include "core/project/templates/api_resources.h"
#include "core/project/templates/http_integration.h"
#include "core/project/templates/open_api.h"
#include "core/project/templates/user_pools.h"
#include "core/text/ascii.h"

namespace lambdalocal::templates {
namespace {

using gateway::FrontEnd;

constexpr int kMostLevels = 100;  // of a path

class RestApiReader : public ApiResources {
 public:
  explicit RestApiReader(ApiDrafts& drafts) : ApiResources(drafts) {}

  void read() {
    each("AWS::ApiGateway::RestApi", &RestApiReader::read_api);
    each("AWS::ApiGateway::Deployment", &RestApiReader::read_stage);
    each("AWS::ApiGateway::Stage", &RestApiReader::read_stage);
    each("AWS::ApiGateway::Authorizer", &RestApiReader::read_authorizer);
    each("AWS::ApiGateway::Method", &RestApiReader::read_method);
  }

 private:
  void read_api(const Resource& resource) {
    ApiDraft& draft = drafts_.api(resource.logical_id, FrontEnd::RestApi);
    draft.configuration.api.binary_media_types = texts_of(resolved(resource, "BinaryMediaTypes").get());
    draft.keys_of_authorizer = text(resource, "ApiKeySourceType") == "AUTHORIZER";
    if (const ValuePtr body = property(resource, "Body")) add_open_api(body, draft, drafts_);
    const ValuePtr place = property(resource, "BodyS3Location");
    if (place && place->is_text()) add_open_api_file(place->text, resource.at, draft, drafts_);
  }

  void read_stage(const Resource& resource) {
    ApiDraft* draft = api_of(resource, "RestApiId");
    const std::string name = text(resource, "StageName");
    if (draft == nullptr || name.empty()) return;
    draft->configuration.api.stage = name;
    draft->configuration.api.stage_variables.clear();
    if (const ValuePtr variables = resolved(resource, "Variables")) {
      for (const Member& variable : variables->members) {
        draft->configuration.api.stage_variables.emplace_back(variable.name, variable.value->text);
      }
    }
  }

  void read_authorizer(const Resource& resource) {
    ApiDraft* draft = api_of(resource, "RestApiId");
    if (draft == nullptr) return;
    if (text(resource, "Type") == "COGNITO_USER_POOLS") {
      auto authorizer = user_pool_authorizer(property(resource, "ProviderARNs"), resolver_);
      if (auto source = text(resource, "IdentitySource"); !source.empty())
        authorizer.identity_source = std::move(source);
      authorizer.identity_validation = text(resource, "IdentityValidationExpression");
      draft->configuration.authorizers.insert_or_assign(resource.logical_id, std::move(authorizer));
      return;
    }
    const auto function = drafts_.function_in(property(resource, "AuthorizerUri"));
    if (!function) return;
    gateway::Authorizer authorizer;
    authorizer.function = *function;
    if (text(resource, "Type") == "REQUEST") authorizer.type = gateway::AuthorizerType::Request;
    authorizer.identity_sources = header_words(text(resource, "IdentitySource"));
    if (authorizer.identity_sources.empty() && authorizer.type == gateway::AuthorizerType::Token) {
      authorizer.identity_sources = {"method.request.header.Authorization"};
    }
    authorizer.identity_validation = text(resource, "IdentityValidationExpression");
    if (const auto seconds = number_of(resolved(resource, "AuthorizerResultTtlInSeconds").get())) {
      authorizer.result_ttl = std::chrono::seconds(*seconds);
    } else if (authorizer.identity_sources.empty()) {
      authorizer.result_ttl = std::chrono::seconds(0);
    }
    draft->configuration.authorizers.insert_or_assign(resource.logical_id, std::move(authorizer));
  }

  // Of a resource, from the root down; none when its parents are not in this template.
  std::optional<std::string> path_of(const ValuePtr& resource_id) {
    std::string path;
    ValuePtr id = resource_id;
    for (int level = 0; level < kMostLevels; ++level) {
      const Resource* resource = resolver_.resource_in(id);
      if (resource == nullptr) return std::nullopt;
      if (resource->type == "AWS::ApiGateway::RestApi") return path.empty() ? "/" : path;
      if (resource->type != "AWS::ApiGateway::Resource") return std::nullopt;
      path.insert(0, "/" + text(*resource, "PathPart"));
      id = property(*resource, "ParentId");
    }
    return std::nullopt;
  }

  void read_authorization(const Resource& resource, const ApiDraft& draft, RouteDraft& route) {
    const std::string type = text(resource, "AuthorizationType");
    if (type == "AWS_IAM") drafts_.not_emulated("AWS_IAM is not emulated: requests are taken without a signature");
    route.settings.api_key_required = is_true(resolved(resource, "ApiKeyRequired").get());
    if (type != "CUSTOM" && type != "COGNITO_USER_POOLS") return;
    const Resource* authorizer = resolver_.resource_in(property(resource, "AuthorizerId"));
    const std::string name = authorizer == nullptr ? text(resource, "AuthorizerId") : authorizer->logical_id;
    if (draft.configuration.authorizers.contains(name)) {
      route.settings.authorizer = name;
      route.settings.scopes = texts_of(resolved(resource, "AuthorizationScopes").get());
    } else {
      drafts_.not_emulated(fmt::format("the authorizer {} is not emulated: requests are taken without it", name));
    }
  }

  void read_method(const Resource& resource) {
    ApiDraft* draft = api_of(resource, "RestApiId");
    const auto path = path_of(property(resource, "ResourceId"));
    if (draft == nullptr || !path) return;
    RouteDraft route;
    route.at = resource.at;
    route.method = text(resource, "HttpMethod");
    route.path = *path;
    const ValuePtr integration = property(resource, "Integration");
    const auto setting = [&](std::string_view name) { return resolver_.member(integration, name); };
    const std::string type = upper_case(resolver_.text(setting("Type")).value_or(""));
    if (type == "MOCK" && upper_case(route.method) == "OPTIONS") return read_mock_cors(*draft, integration);
    if (type == "HTTP_PROXY") {
      auto proxy = http_proxy_of({setting("Uri"), setting("IntegrationHttpMethod"), setting("RequestParameters"),
                                  nullptr, setting("ConnectionType")},
                                 FrontEnd::RestApi, resolver_);
      if (!proxy) return drafts_.add_not_emulated(*draft, std::move(route), proxy.error().message);
      route.settings.http_proxy = *std::move(proxy);
    } else {
      const auto function = drafts_.function_in(setting("Uri"));
      if (type != "AWS_PROXY" || !function) {
        return drafts_.add_not_emulated(*draft, std::move(route), what_instead_of_function(type));
      }
      route.settings.route.function = *function;
      route.is_permitted = setting("Credentials") != nullptr;
    }
    if (const auto timeout = number_of(resolver_.resolve(setting("TimeoutInMillis")).get())) {
      route.settings.timeout = std::chrono::milliseconds(*timeout);
    }
    if (resolver_.text(setting("ResponseTransferMode")) == "STREAM") {
      route.settings.response_mode = gateway::ResponseMode::Stream;
    }
    read_authorization(resource, *draft, route);
    drafts_.add_route(*draft, std::move(route));
  }

  // How CDK and others write CORS. That of the first OPTIONS is taken for the API's.
  void read_mock_cors(ApiDraft& draft, const ValuePtr& integration) {
    const ValuePtr responses = resolver_.resolve(resolver_.member(integration, "IntegrationResponses"));
    if (!responses || draft.configuration.cors) return;
    for (const ValuePtr& response : responses->items) {
      if (const Value* headers = response->find("ResponseParameters"))
        draft.configuration.cors = cors_of_headers(*headers);
    }
  }
};

}  // namespace

void add_rest_apis(ApiDrafts& drafts) { RestApiReader(drafts).read(); }

}  // namespace lambdalocal::templates

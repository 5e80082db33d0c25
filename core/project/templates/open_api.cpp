// An operation's integration names its function in a URI that is nearly always an Fn::Sub of the function's ARN, so it is looked at as
// it is written. Security schemes with x-amazon-apigateway-authorizer are the authorizers.
#include "core/project/templates/open_api.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "core/project/templates/http_integration.h"
#include "core/project/templates/sam_apis.h"
#include "core/project/templates/user_pools.h"
#include "core/text/ascii.h"

namespace lambdalocal::templates {
namespace {

using gateway::FrontEnd;

constexpr std::array kMethods = {"get",     "put",  "post",  "delete",
                                 "options", "head", "patch", "x-amazon-apigateway-any-method"};
constexpr std::string_view kAnyMethod = "x-amazon-apigateway-any-method";
constexpr std::string_view kIntegration = "x-amazon-apigateway-integration";

class OpenApiReader {
 public:
  OpenApiReader(ApiDraft& api, ApiDrafts& drafts) : api_(api), drafts_(drafts), resolver_(drafts.resolver()) {}

  void read(const ValuePtr& body) {
    const ValuePtr whole = included(body);
    if (!whole || !whole->is_object()) return;
    read_schemes(whole);
    const auto source = resolver_.text(member(whole, "x-amazon-apigateway-api-key-source"));
    if (source && upper_case(*source) == "AUTHORIZER") api_.keys_of_authorizer = true;
    whole_security_ = member(whole, "security");
    for (std::string& type :
         texts_of(resolver_.resolve(member(whole, "x-amazon-apigateway-binary-media-types")).get())) {
      api_.configuration.api.binary_media_types.push_back(std::move(type));
    }
    if (const ValuePtr cors = resolver_.resolve(member(whole, "x-amazon-apigateway-cors"))) read_cors(*cors);
    const std::string by_default = scheme_of(whole_security_).value_or(api_.default_authorizer);
    const ValuePtr paths = included(member(whole, "paths"));
    if (!paths) return;
    for (const Member& path : paths->members) read_path(path, by_default);
  }

 private:
  ValuePtr member(const ValuePtr& object, std::string_view name) { return resolver_.member(object, name); }

  // {"Fn::Transform": {"Name": "AWS::Include"...}}, alone or beside others, by what it includes.
  ValuePtr included(const ValuePtr& value) {
    if (!value || !value->is_object()) return value;
    const bool includes = std::ranges::find(value->members, "Fn::Transform", &Member::name) != value->members.end();
    return includes ? resolver_.with_includes(value) : value;
  }

  void read_path(const Member& path, const std::string& by_default) {
    const ValuePtr item = included(path.value);
    if (!item || !item->is_object()) return;
    for (const Member& operation : item->members) {
      if (std::ranges::find(kMethods, operation.name) == kMethods.end()) continue;
      read_operation(path.name, operation, by_default);
    }
  }

  void read_operation(const std::string& path, const Member& operation, const std::string& by_default) {
    const ValuePtr integration = member(operation.value, kIntegration);
    if (!integration) return;
    RouteDraft route;
    route.at = operation.at;
    route.method = operation.name == kAnyMethod ? "ANY" : operation.name;
    route.path = path == "/$default" || path == "$default" ? "" : path;
    const std::string type = upper_case(resolver_.text(member(integration, "type")).value_or(""));
    if (type == "MOCK" && upper_case(route.method) == "OPTIONS") return read_mock_cors(integration);
    if (type == "HTTP_PROXY") {
      auto proxy = http_proxy_of(
          {member(integration, "uri"), member(integration, "httpMethod"), member(integration, "requestParameters"),
           member(integration, "responseParameters"), member(integration, "connectionType")},
          api_.configuration.kind, resolver_);
      if (!proxy) return drafts_.add_not_emulated(api_, std::move(route), proxy.error().message);
      route.settings.http_proxy = *std::move(proxy);
    } else {
      const auto function = drafts_.function_in(member(integration, "uri"));
      if (type != "AWS_PROXY" || !function) {
        return drafts_.add_not_emulated(api_, std::move(route), what_instead_of_function(type));
      }
      route.settings.route.function = *function;
      route.is_permitted = member(integration, "credentials") != nullptr;
    }
    read_settings(integration, route);
    read_security(operation.value, by_default, route);
    drafts_.add_route(api_, std::move(route));
  }

  // An HTTP proxy integration has format 1.0, which says what an authorizer's context is.
  void read_settings(const ValuePtr& integration, RouteDraft& route) {
    if (resolver_.text(member(integration, "payloadFormatVersion")) != "2.0") {
      route.settings.payload_format = gateway::PayloadFormat::Version_1_0;
    }
    if (upper_case(resolver_.text(member(integration, "responseTransferMode")).value_or("")) == "STREAM") {
      route.settings.response_mode = gateway::ResponseMode::Stream;
    }
    if (const auto timeout = number_of(resolver_.resolve(member(integration, "timeoutInMillis")).get())) {
      route.settings.timeout = std::chrono::milliseconds(*timeout);
    }
  }

  void read_security(const ValuePtr& operation, const std::string& by_default, RouteDraft& route) {
    const ValuePtr security = member(operation, "security");
    route.settings.api_key_required = needs_key(security ? security : whole_security_);
    const std::string asked = scheme_of(security).value_or(by_default);
    if (api_.configuration.authorizers.contains(asked)) {
      route.settings.authorizer = asked;
      route.settings.scopes = scopes_of(security, asked);
    } else if (!asked.empty()) {
      drafts_.not_emulated(fmt::format("the authorizer {} is not emulated: requests are taken without it", asked));
    }
  }

  // The first scheme of a security requirement that is no API key; empty for [] and [{}]; none when there is none.
  std::optional<std::string> scheme_of(const ValuePtr& security) {
    if (!security || !security->is_list()) return std::nullopt;
    for (const ValuePtr& requirement : security->items) {
      for (const Member& scheme : requirement->members) {
        if (!key_schemes_.contains(scheme.name)) return scheme.name;
      }
    }
    return std::string();
  }

  bool needs_key(const ValuePtr& security) const {
    if (api_.configuration.kind != FrontEnd::RestApi) return false;
    if (!security || !security->is_list()) return api_.api_key_required;
    return std::ranges::any_of(security->items, [&](const ValuePtr& requirement) {
      return std::ranges::any_of(requirement->members,
                                 [&](const Member& scheme) { return key_schemes_.contains(scheme.name); });
    });
  }

  std::vector<std::string> scopes_of(const ValuePtr& security, const std::string& scheme) {
    if (!security || !security->is_list()) return {};
    for (const ValuePtr& requirement : security->items) {
      if (const ValuePtr& scopes = requirement->member(scheme)) return texts_of(scopes.get());
    }
    return {};
  }

  void read_schemes(const ValuePtr& whole) {
    const ValuePtr components = included(member(whole, "components"));
    ValuePtr schemes = included(member(components, "securitySchemes"));
    if (!schemes) schemes = included(member(whole, "securityDefinitions"));
    if (!schemes) return;
    for (const Member& scheme : schemes->members) {
      const ValuePtr authorizer = member(scheme.value, "x-amazon-apigateway-authorizer");
      const bool is_key = lower_case(resolver_.text(member(scheme.value, "name")).value_or("")) == "x-api-key";
      if (authorizer) {
        read_scheme(scheme, authorizer);
      } else if (is_key && resolver_.text(member(scheme.value, "type")) == "apiKey") {
        key_schemes_.insert(scheme.name);
      }
    }
  }

  void read_scheme(const Member& scheme, const ValuePtr& settings) {
    const auto text = [&](std::string_view name) { return resolver_.text(member(settings, name)).value_or(""); };
    auto& authorizers = api_.configuration.authorizers;
    if (const ValuePtr jwt = resolver_.resolve(member(settings, "jwtConfiguration"))) {
      gateway::JwtAuthorizerConfiguration authorizer;
      authorizer.jwt.issuer = jwt->text_of("issuer");
      authorizer.jwt.audiences = texts_of(jwt->find("audience"));
      if (const std::string source = text("identitySource"); !source.empty()) authorizer.identity_source = source;
      authorizers.insert_or_assign(scheme.name, std::move(authorizer));
      return;
    }
    if (lower_case(text("type")) == "cognito_user_pools") {
      auto authorizer = user_pool_authorizer(member(settings, "providerARNs"), resolver_);
      const auto header = resolver_.text(member(scheme.value, "name"));
      authorizer.identity_source = fmt::format("method.request.header.{}", header.value_or("Authorization"));
      if (auto source = text("identitySource"); !source.empty()) authorizer.identity_source = std::move(source);
      authorizer.identity_validation = text("identityValidationExpression");
      authorizers.insert_or_assign(scheme.name, std::move(authorizer));
      return;
    }
    const auto function = drafts_.function_in(member(settings, "authorizerUri"));
    if (!function) return;
    gateway::Authorizer authorizer;
    authorizer.function = *function;
    const std::string type = upper_case(text("type"));
    if (api_.configuration.kind == FrontEnd::HttpApi) {
      const bool is_1_0 = text("authorizerPayloadFormatVersion") == "1.0";
      authorizer.type = is_1_0 ? gateway::AuthorizerType::HttpRequest_1_0 : gateway::AuthorizerType::HttpRequest_2_0;
      authorizer.simple_responses = text("enableSimpleResponses") == "true";
    } else if (type == "REQUEST") {
      authorizer.type = gateway::AuthorizerType::Request;
    }
    const std::string sources = text("identitySource");
    if (!sources.empty()) {
      authorizer.identity_sources = header_words(sources);
    } else if (authorizer.type == gateway::AuthorizerType::Token) {
      const auto header = resolver_.text(member(scheme.value, "name"));
      authorizer.identity_sources = {"method.request.header." + header.value_or("Authorization")};
    } else {
      authorizer.identity_sources.clear();
    }
    authorizer.identity_validation = text("identityValidationExpression");
    if (const auto seconds = number_of(resolver_.resolve(member(settings, "authorizerResultTtlInSeconds")).get())) {
      authorizer.result_ttl = std::chrono::seconds(*seconds);
    } else if (authorizer.identity_sources.empty()) {
      authorizer.result_ttl = std::chrono::seconds(0);
    }
    authorizers.insert_or_assign(scheme.name, std::move(authorizer));
  }

  void read_cors(const Value& cors) {
    gateway::CorsConfiguration configuration;
    configuration.allow_origins = texts_of(cors.find("allowOrigins"));
    configuration.allow_methods = texts_of(cors.find("allowMethods"));
    configuration.allow_headers = texts_of(cors.find("allowHeaders"));
    configuration.expose_headers = texts_of(cors.find("exposeHeaders"));
    configuration.max_age_seconds = number_of(cors.find("maxAge"));
    configuration.allow_credentials = is_true(cors.find("allowCredentials"));
    api_.configuration.cors = std::move(configuration);
  }

  // OPTIONS of a REST API, answered by the gateway with fixed headers.
  void read_mock_cors(const ValuePtr& integration) {
    const ValuePtr responses = resolver_.resolve(member(integration, "responses"));
    if (!responses || api_.configuration.cors) return;
    for (const Member& response : responses->members) {
      if (const Value* headers = response.value->find("responseParameters")) {
        api_.configuration.cors = cors_of_headers(*headers);
      }
    }
  }

  ApiDraft& api_;
  ApiDrafts& drafts_;
  std::set<std::string> key_schemes_;  // an API key in X-API-Key
  ValuePtr whole_security_;            // of operations that have none of their own; may be null
  Resolver& resolver_;
};

}  // namespace

std::optional<gateway::CorsConfiguration> cors_of_headers(const Value& parameters) {
  constexpr std::string_view kHeader = "method.response.header.Access-Control-Allow-";
  const auto words = [&](std::string_view name) {
    return header_words(parameters.text_of(fmt::format("{}{}", kHeader, name)));
  };
  gateway::CorsConfiguration cors;
  cors.allow_origins = words("Origin");
  if (cors.allow_origins.empty()) return std::nullopt;
  cors.allow_methods = words("Methods");
  cors.allow_headers = words("Headers");
  cors.allow_credentials = parameters.text_of(fmt::format("{}Credentials", kHeader)) == "'true'";
  cors.max_age_seconds = number_of(parameters.find("method.response.header.Access-Control-Max-Age"));
  return cors;
}

void add_open_api(const ValuePtr& body, ApiDraft& api, ApiDrafts& drafts) { OpenApiReader(api, drafts).read(body); }

void add_open_api_file(std::string_view place, TextPosition at, ApiDraft& api, ApiDrafts& drafts) {
  Resolver& resolver = drafts.resolver();
  if (const ValuePtr body = resolver.included(place, at)) add_open_api(body, api, drafts);
}

}  // namespace lambdalocal::templates

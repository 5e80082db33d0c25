#include "core/project/templates/sam_apis.h"

#include <fmt/format.h>

#include <utility>

#include "core/project/templates/globals.h"
#include "core/project/templates/open_api.h"
#include "core/text/ascii.h"

namespace lambdalocal::templates {
namespace {

using gateway::FrontEnd;

constexpr std::string_view kRest = "AWS::Serverless::Api";
constexpr std::string_view kImplicitRest = "ServerlessRestApi", kImplicitHttp = "ServerlessHttpApi";

// SAM writes image/png as image~1png.
std::string media_type(std::string_view text) {
  const auto slash = text.find("~1");
  if (slash == std::string_view::npos) return std::string(text);
  return fmt::format("{}/{}", text.substr(0, slash), text.substr(slash + 2));
}

void add_variables(const Value* variables, gateway::Api& api) {
  if (variables == nullptr) return;
  for (const Member& variable : variables->members)
    api.stage_variables.emplace_back(variable.name, variable.value->text);
}

// `properties`: of the resource, or the Globals alone.
void configure(const ValuePtr& properties, ApiDraft& draft, ApiDrafts& drafts) {
  Resolver& resolver = drafts.resolver();
  auto& configuration = draft.configuration;
  const bool is_rest = configuration.kind == FrontEnd::RestApi;
  const auto resolved = [&](std::string_view name) { return resolver.resolve(resolver.member(properties, name)); };
  const ValuePtr stage = resolved("StageName");
  if (stage && stage->is_scalar()) configuration.api.stage = stage->text;
  add_variables(resolved(is_rest ? "Variables" : "StageVariables").get(), configuration.api);
  for (const std::string& type : texts_of(resolved("BinaryMediaTypes").get())) {
    configuration.api.binary_media_types.push_back(media_type(type));
  }
  if (const ValuePtr cors = resolved(is_rest ? "Cors" : "CorsConfiguration")) {
    configuration.cors = is_rest ? rest_api_cors(*cors) : http_api_cors(*cors);
  }
  draft.keys_of_authorizer = resolver.text(resolver.member(properties, "ApiKeySourceType")) == "AUTHORIZER";
  add_sam_authorizers(resolver.member(properties, "Auth"), draft, drafts);
}

// The API that a route's event names, or the one that SAM makes for all that name none.
ApiDraft& api_of_event(const ValuePtr& properties, FrontEnd kind, ApiDrafts& drafts) {
  Resolver& resolver = drafts.resolver();
  const bool is_rest = kind == FrontEnd::RestApi;
  const std::string implicit(is_rest ? kImplicitRest : kImplicitHttp);
  const ValuePtr id = resolver.member(properties, is_rest ? "RestApiId" : "ApiId");
  std::string name = implicit;
  if (const Resource* resource = resolver.resource_in(id)) {
    name = resource->logical_id;
  } else if (id) {
    name = resolver.text(id).value_or(implicit);
    if (resolver.of().find(name) == nullptr && name == stable_id(implicit, 10)) name = implicit;
  }
  if (ApiDraft* known = drafts.find(name)) return *known;
  ApiDraft& draft = drafts.api(name, kind);
  configure(globals_of(resolver.of(), is_rest ? "Api" : "HttpApi"), draft, drafts);
  return draft;
}

void read_auth(const ValuePtr& auth, RouteDraft& route, const ApiDraft& api, ApiDrafts& drafts) {
  Resolver& resolver = drafts.resolver();
  route.settings.api_key_required = api.api_key_required;
  const auto name = resolver.text(resolver.member(auth, "Authorizer"));
  route.settings.authorizer = name ? authorizer_named(*name) : api.default_authorizer;
  const auto of_authorizer = api.scopes.find(route.settings.authorizer);
  if (of_authorizer != api.scopes.end()) route.settings.scopes = of_authorizer->second;
  if (!auth) return;
  const ValuePtr scopes = resolver.resolve(resolver.member(auth, "AuthorizationScopes"));
  if (scopes) route.settings.scopes = texts_of(scopes.get());
  const ValuePtr needs_key = resolver.resolve(resolver.member(auth, "ApiKeyRequired"));
  if (needs_key && api.configuration.kind == FrontEnd::RestApi) {
    route.settings.api_key_required = is_true(needs_key.get());
  }
}

void add_route(const TemplateFunction& function, const Member& event, FrontEnd kind, ApiDrafts& drafts) {
  Resolver& resolver = drafts.resolver();
  const ValuePtr properties = resolver.member(event.value, "Properties");
  const auto text = [&](std::string_view name) { return resolver.text(resolver.member(properties, name)); };
  ApiDraft& api = api_of_event(properties, kind, drafts);
  RouteDraft route;
  route.at = event.at;
  route.is_permitted = true;
  route.path = text("Path").value_or("");
  route.method = text("Method").value_or("ANY");
  route.settings.route.function = function.name;
  if (text("PayloadFormatVersion") == "1.0") route.settings.payload_format = gateway::PayloadFormat::Version_1_0;
  if (upper_case(text("ResponseTransferMode").value_or("")) == "STREAM" ||
      upper_case(text("InvokeMode").value_or("")) == "RESPONSE_STREAM") {
    route.settings.response_mode = gateway::ResponseMode::Stream;
  }
  if (const auto timeout = number_of(resolver.resolve(resolver.member(properties, "TimeoutInMillis")).get())) {
    route.settings.timeout = std::chrono::milliseconds(*timeout);
  }
  read_auth(resolver.member(properties, "Auth"), route, api, drafts);
  if (route.settings.authorizer == "AWS_IAM") {
    route.settings.authorizer.clear();
    drafts.not_emulated("AWS_IAM is not emulated: requests are taken without a signature");
  } else if (!route.settings.authorizer.empty() && !api.configuration.authorizers.contains(route.settings.authorizer)) {
    const std::string name = std::exchange(route.settings.authorizer, {});
    if (!api.scopes.contains(name)) {  // SAM refuses the template: the route is not to be open
      route.settings.scopes.clear();
      return drafts.add_not_emulated(api, std::move(route),
                                     fmt::format("an authorizer {} that {} does not define", name, api.logical_id));
    }
    drafts.not_emulated(fmt::format("the authorizer {} is not emulated: requests are taken without it", name));
  }
  if (route.settings.authorizer.empty()) route.settings.scopes.clear();
  drafts.add_route(api, std::move(route));
}

}  // namespace

void add_sam_api(const Resource& resource, ApiDrafts& drafts) {
  Resolver& resolver = drafts.resolver();
  ApiDraft& draft = drafts.api(resource.logical_id, resource.type == kRest ? FrontEnd::RestApi : FrontEnd::HttpApi);
  const ValuePtr properties = with_globals(resolver.of(), resource);
  configure(properties, draft, drafts);
  if (const ValuePtr body = resolver.member(properties, "DefinitionBody")) add_open_api(body, draft, drafts);
  const auto place = resolver.text(resolver.member(properties, "DefinitionUri"));
  if (place && !place->empty()) add_open_api_file(*place, resource.at, draft, drafts);
}

void add_sam_routes(const TemplateFunction& function, ApiDrafts& drafts) {
  Resolver& resolver = drafts.resolver();
  const ValuePtr events = resolver.object(resolver.member(function.properties, "Events"));
  if (!events) return;
  for (const Member& event : events->members) {
    const auto type = resolver.text(resolver.member(event.value, "Type"));
    if (type == "Api") add_route(function, event, FrontEnd::RestApi, drafts);
    if (type == "HttpApi") add_route(function, event, FrontEnd::HttpApi, drafts);
  }
}

std::optional<gateway::CorsConfiguration> rest_api_cors(const Value& cors) {
  gateway::CorsConfiguration configuration;
  configuration.allow_methods = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"};
  if (cors.is_scalar()) {
    configuration.allow_origins = header_words(cors.text);
    return configuration;
  }
  if (!cors.is_object()) return std::nullopt;
  configuration.allow_origins = header_words(cors.text_of("AllowOrigin"));
  if (configuration.allow_origins.empty()) configuration.allow_origins = {"*"};
  if (cors.find("AllowMethods") != nullptr) configuration.allow_methods = header_words(cors.text_of("AllowMethods"));
  configuration.allow_headers = header_words(cors.text_of("AllowHeaders"));
  configuration.max_age_seconds = number_of(cors.find("MaxAge"));
  configuration.allow_credentials = is_true(cors.find("AllowCredentials"));
  return configuration;
}

std::optional<gateway::CorsConfiguration> http_api_cors(const Value& cors) {
  gateway::CorsConfiguration configuration;
  if (is_true(&cors)) {
    configuration.allow_origins = {"*"};
    return configuration;
  }
  if (!cors.is_object()) return std::nullopt;
  configuration.allow_origins = texts_of(cors.find("AllowOrigins"));
  configuration.allow_methods = texts_of(cors.find("AllowMethods"));
  configuration.allow_headers = texts_of(cors.find("AllowHeaders"));
  configuration.expose_headers = texts_of(cors.find("ExposeHeaders"));
  configuration.max_age_seconds = number_of(cors.find("MaxAge"));
  configuration.allow_credentials = is_true(cors.find("AllowCredentials"));
  return configuration;
}

}  // namespace lambdalocal::templates

// Sources: docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiauth.html,
// sam-property-httpapi-httpapiauth.html
#include <fmt/format.h>

#include "core/project/templates/sam_apis.h"
#include "core/project/templates/user_pools.h"

namespace lambdalocal::templates {
namespace {

using gateway::Authorizer;
using gateway::AuthorizerType;
using gateway::FrontEnd;

// Where a request's identity is, as API Gateway writes it: method.request.header.X, $request.header.X.
std::vector<std::string> identity_sources(const Value* identity, FrontEnd kind) {
  struct Row {
    std::string_view property, rest, http;
  };
  constexpr Row kSources[] = {{"Headers", "method.request.header.", "$request.header."},
                              {"QueryStrings", "method.request.querystring.", "$request.querystring."},
                              {"StageVariables", "stageVariables.", "$stageVariables."},
                              {"Context", "context.", "$context."}};
  std::vector<std::string> sources;
  if (identity == nullptr) return sources;
  for (const Row& row : kSources) {
    for (const std::string& name : texts_of(identity->find(row.property))) {
      sources.push_back(std::string(kind == FrontEnd::RestApi ? row.rest : row.http) + name);
    }
  }
  return sources;
}

void read_cache(const Value* identity, Authorizer& authorizer) {
  const auto seconds = identity == nullptr ? std::nullopt : number_of(identity->find("ReauthorizeEvery"));
  if (seconds) authorizer.result_ttl = std::chrono::seconds(*seconds);
}

Authorizer rest_authorizer(std::string function, const Value& settings) {
  Authorizer authorizer;
  authorizer.function = std::move(function);
  const Value* identity = settings.find("Identity");
  if (settings.text_of("FunctionPayloadType") == "REQUEST") {
    authorizer.type = AuthorizerType::Request;
    authorizer.identity_sources = identity_sources(identity, FrontEnd::RestApi);
  } else {
    const std::string_view header = identity == nullptr ? std::string_view() : identity->text_of("Header");
    authorizer.identity_sources = {fmt::format("method.request.header.{}", header.empty() ? "Authorization" : header)};
    if (identity != nullptr) authorizer.identity_validation = identity->text_of("ValidationExpression");
  }
  read_cache(identity, authorizer);
  if (authorizer.identity_sources.empty()) authorizer.result_ttl = std::chrono::seconds(0);
  return authorizer;
}

Authorizer http_authorizer(std::string function, const Value& settings) {
  Authorizer authorizer;
  authorizer.function = std::move(function);
  const bool is_1_0 = settings.text_of("AuthorizerPayloadFormatVersion") == "1.0";
  authorizer.type = is_1_0 ? AuthorizerType::HttpRequest_1_0 : AuthorizerType::HttpRequest_2_0;
  authorizer.simple_responses = is_true(settings.find("EnableSimpleResponses"));
  const Value* identity = settings.find("Identity");
  authorizer.identity_sources = identity_sources(identity, FrontEnd::HttpApi);
  authorizer.result_ttl = std::chrono::seconds(0);
  read_cache(identity, authorizer);
  return authorizer;
}

gateway::JwtAuthorizerConfiguration jwt_authorizer(const Value& settings) {
  gateway::JwtAuthorizerConfiguration authorizer;
  const Value& jwt = *settings.find("JwtConfiguration");
  const bool lower = jwt.find("issuer") != nullptr || jwt.find("audience") != nullptr;
  authorizer.jwt.issuer = jwt.text_of(lower ? "issuer" : "Issuer");
  authorizer.jwt.audiences = texts_of(jwt.find(lower ? "audience" : "Audience"));
  if (const std::string_view source = settings.text_of("IdentitySource"); !source.empty()) {
    authorizer.identity_source = source;
  }
  return authorizer;
}

gateway::UserPoolAuthorizer of_user_pools(const ValuePtr& arns, const Value& settings, Resolver& resolver) {
  gateway::UserPoolAuthorizer authorizer = user_pool_authorizer(arns, resolver);
  const Value* identity = settings.find("Identity");
  if (identity == nullptr) return authorizer;
  if (const auto header = identity->text_of("Header"); !header.empty()) {
    authorizer.identity_source = fmt::format("method.request.header.{}", header);
  }
  authorizer.identity_validation = identity->text_of("ValidationExpression");
  return authorizer;
}

void add_authorizer(const Member& named, ApiDraft& api, ApiDrafts& drafts) {
  Resolver& resolver = drafts.resolver();
  const ValuePtr settings = resolver.resolve(named.value);
  if (!settings || !settings->is_object()) return;
  auto& authorizers = api.configuration.authorizers;
  if (settings->find("JwtConfiguration") != nullptr) {
    authorizers.insert_or_assign(named.name, jwt_authorizer(*settings));
    return;
  }
  if (const ValuePtr pools = resolver.member(named.value, "UserPoolArn")) {
    authorizers.insert_or_assign(named.name, of_user_pools(pools, *settings, resolver));
    return;
  }
  const ValuePtr function = resolver.member(named.value, "FunctionArn");
  if (!function) return;  // told where a route asks for it
  const auto name = drafts.function_in(function);
  if (!name) {
    drafts.not_emulated(fmt::format("the function of the authorizer {} is not in this template", named.name));
    return;
  }
  const bool is_rest = api.configuration.kind == FrontEnd::RestApi;
  authorizers.insert_or_assign(named.name,
                               is_rest ? rest_authorizer(*name, *settings) : http_authorizer(*name, *settings));
}

void read_keys(const ValuePtr& auth, ApiDraft& api, ApiDrafts& drafts) {
  Resolver& resolver = drafts.resolver();
  api.api_key_required = is_true(resolver.resolve(resolver.member(auth, "ApiKeyRequired")).get());
  const ValuePtr plan = resolver.member(auth, "UsagePlan");
  const std::string kind = resolver.text(resolver.member(plan, "CreateUsagePlan")).value_or("");
  if (kind == "PER_API") api.usage_plan_key = api.logical_id + "ApiKey";
  if (kind == "SHARED") api.usage_plan_key = "ServerlessApiKey";
  if (resolver.member(plan, "Throttle") || resolver.member(plan, "Quota")) {
    drafts.not_emulated(fmt::format("Throttle and Quota of the usage plan of {} are not enforced", api.logical_id));
  }
}

}  // namespace

void add_sam_authorizers(const ValuePtr& auth, ApiDraft& api, ApiDrafts& drafts) {
  if (!auth) return;
  Resolver& resolver = drafts.resolver();
  if (const ValuePtr authorizers = resolver.member(auth, "Authorizers")) {
    for (const Member& named : authorizers->members) {
      add_authorizer(named, api, drafts);
      api.scopes[named.name] = texts_of(resolver.resolve(resolver.member(named.value, "AuthorizationScopes")).get());
    }
  }
  api.default_authorizer = authorizer_named(resolver.text(resolver.member(auth, "DefaultAuthorizer")).value_or(""));
  if (api.configuration.kind == FrontEnd::RestApi) read_keys(auth, api, drafts);
}

}  // namespace lambdalocal::templates

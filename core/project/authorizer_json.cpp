#include "core/project/authorizer_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/project/configuration_keys.h"

namespace lambdalocal::gateway {
namespace {

using nlohmann::json;

constexpr int kHour = 3600;

Result<void> read_function(const ConfigurationObject& object, Authorizer& authorizer) {
  TRY(function, object.text("Function"));
  if (!function || function->empty()) return object.missing("Function", "the name of the function that is asked");
  authorizer.function = *function;
  TRY(sources, object.texts("IdentitySource"));
  if (!sources.empty()) authorizer.identity_sources = std::move(sources);
  TRY(seconds, object.whole_number("AuthorizerResultTtlInSeconds", 0, kHour));
  if (seconds) authorizer.result_ttl = std::chrono::seconds(*seconds);
  return {};
}

Result<AuthorizerConfiguration> read_lambda(const JsonPlace& place, const std::string& name, const json& value) {
  TRY(object, ConfigurationObject::open(place, name, value, configuration::kLambdaAuthorizer.names()));
  TRY(type, object.one_of("AuthorizerType", {"REQUEST", "JWT"}));
  Authorizer authorizer;
  authorizer.identity_sources = {"$request.header.Authorization"};
  TRY_VOID(read_function(object, authorizer));
  TRY(version, object.one_of("AuthorizerPayloadFormatVersion", {"1.0", "2.0"}));
  authorizer.type = version == "1.0" ? AuthorizerType::HttpRequest_1_0 : AuthorizerType::HttpRequest_2_0;
  TRY(simple, object.flag("EnableSimpleResponses"));
  authorizer.simple_responses = simple.value_or(false);
  if (authorizer.simple_responses && version == "1.0") {
    return object.wrong("EnableSimpleResponses", "false with payload format 1.0");
  }
  return AuthorizerConfiguration(std::move(authorizer));
}

Result<AuthorizerConfiguration> read_jwt(const JsonPlace& place, const std::string& name, const json& value,
                                         const std::filesystem::path& directory) {
  TRY(object, ConfigurationObject::open(place, name, value, configuration::kJwtAuthorizer.names()));
  TRY(type, object.one_of("AuthorizerType", {"JWT"}));
  if (object.find("JwtConfiguration") == nullptr) {
    return object.missing("JwtConfiguration", R"({"Issuer": ..., "Audience": [...]})");
  }
  TRY(tokens, object.open("JwtConfiguration", configuration::kJwtConfiguration.names()));
  JwtAuthorizerConfiguration authorizer;
  TRY(issuer, tokens.text("Issuer"));
  if (!issuer || issuer->empty()) return tokens.missing("Issuer", "the iss claim of its tokens, an address");
  authorizer.jwt.issuer = *issuer;
  TRY(audience, tokens.texts("Audience"));
  if (audience.empty()) return tokens.missing("Audience", "a list of what tokens may be for");
  authorizer.jwt.audiences = std::move(audience);
  TRY(sources, object.texts("IdentitySource"));
  if (sources.size() > 1) return object.wrong("IdentitySource", "one source for a JWT authorizer");
  if (!sources.empty()) authorizer.identity_source = sources[0];
  TRY(file, object.text("JwksFile"));
  if (file) authorizer.jwks_file = (directory / *file).lexically_normal();
  const bool has_address = issuer->starts_with("https://") || issuer->starts_with("http://");
  if (!file && !has_address) return tokens.wrong("Issuer", "an https:// address, where there is no JwksFile");
  return AuthorizerConfiguration(std::move(authorizer));
}

Result<AuthorizerConfiguration> read_rest(const JsonPlace& place, const std::string& name, const json& value) {
  TRY(object, ConfigurationObject::open(place, name, value, configuration::kRestAuthorizer.names()));
  TRY(known, object.one_of("Type", {"TOKEN", "REQUEST", "COGNITO_USER_POOLS"}));
  Authorizer authorizer;
  authorizer.type = known == "REQUEST" ? AuthorizerType::Request : AuthorizerType::Token;
  TRY_VOID(read_function(object, authorizer));
  TRY(expression, object.text("IdentityValidationExpression"));
  authorizer.identity_validation = expression.value_or("");
  return AuthorizerConfiguration(std::move(authorizer));
}

Result<AuthorizerConfiguration> read_user_pools_authorizer(const JsonPlace& place, const std::string& name,
                                                           const json& value, const std::filesystem::path& directory) {
  TRY(object, ConfigurationObject::open(place, name, value, configuration::kUserPoolAuthorizer.names()));
  UserPoolAuthorizer authorizer;
  TRY(arns, object.texts("ProviderARNs"));
  if (arns.empty()) return object.missing("ProviderARNs", "a list of ARNs of user pools, or of their ids");
  TRY(file, object.text("JwksFile"));
  for (const std::string& arn : arns) {
    const auto pool = arn.starts_with("arn:") ? user_pool_of(arn) : user_pool_of_id(arn);
    if (!pool) return object.wrong("ProviderARNs", "a list of ARNs of user pools, or of ids like eu-west-1_Ab1Cd2Ef3");
    UserPoolConfiguration& configuration = authorizer.pools.emplace_back();
    configuration.pool = *pool;
    configuration.name = pool->id;
    if (file) configuration.jwks_file = (directory / *file).lexically_normal();
  }
  TRY(sources, object.texts("IdentitySource"));
  if (sources.size() > 1) return object.wrong("IdentitySource", "one source for user pools");
  if (!sources.empty()) authorizer.identity_source = sources[0];
  TRY(expression, object.text("IdentityValidationExpression"));
  authorizer.identity_validation = expression.value_or("");
  return AuthorizerConfiguration(std::move(authorizer));
}

}  // namespace

Result<std::map<std::string, AuthorizerConfiguration>> read_authorizers(const ConfigurationObject& api, FrontEnd kind,
                                                                        const std::filesystem::path& directory) {
  std::map<std::string, AuthorizerConfiguration> authorizers;
  const json* section = api.find("Authorizers");
  if (section == nullptr) return authorizers;
  if (!section->is_object()) return api.wrong("Authorizers", "an object of authorizers by name");
  for (const auto& [name, value] : section->items()) {
    const JsonPlace place = api.place().member("Authorizers").member(name);
    const std::string full_name = fmt::format("{}.Authorizers.{}", api.name(), name);
    const bool is_jwt =
        value.is_object() && (value.contains("JwtConfiguration") || value.value("AuthorizerType", json()) == "JWT");
    const bool is_of_pools = value.is_object() && value.value("Type", json()) == "COGNITO_USER_POOLS";
    auto read = kind != FrontEnd::RestApi
                    ? (is_jwt ? read_jwt(place, full_name, value, directory) : read_lambda(place, full_name, value))
                : is_of_pools ? read_user_pools_authorizer(place, full_name, value, directory)
                              : read_rest(place, full_name, value);
    if (!read) return std::move(read).error();
    authorizers.emplace(name, *std::move(read));
  }
  return authorizers;
}

}  // namespace lambdalocal::gateway

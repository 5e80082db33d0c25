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
  TRY(type, object.text("Type"));
  if (type == "COGNITO_USER_POOLS") {
    return Error{ErrorKind::NotEmulated, fmt::format("{}: {}.Type: COGNITO_USER_POOLS is not emulated\nuse an HTTP API "
                                                     "with a JWT authorizer, or a TOKEN authorizer",
                                                     place.member("Type").position(), name)};
  }
  TRY(known, object.one_of("Type", {"TOKEN", "REQUEST"}));
  Authorizer authorizer;
  authorizer.type = known == "REQUEST" ? AuthorizerType::Request : AuthorizerType::Token;
  TRY_VOID(read_function(object, authorizer));
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
    auto read = kind == FrontEnd::RestApi ? read_rest(place, full_name, value)
                : is_jwt                  ? read_jwt(place, full_name, value, directory)
                                          : read_lambda(place, full_name, value);
    if (!read) return std::move(read).error();
    authorizers.emplace(name, *std::move(read));
  }
  return authorizers;
}

}  // namespace lambdalocal::gateway

#include "core/project/api_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/json/object_reader.h"
#include "core/project/alb_json.h"
#include "core/project/authorizer_json.h"
#include "core/project/configuration_keys.h"
#include "core/project/templates/deployment.h"

namespace lambdalocal::gateway {
namespace {

using nlohmann::json;

constexpr int kLeastTimeout = 50, kMostHttpTimeout = 30'000, kMostRestTimeout = 900'000;  // milliseconds
constexpr int kDay = 86'400;
constexpr std::string_view kNoAuthorizer = "NONE";
constexpr std::string_view kStageLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

bool is_stage_name(FrontEnd kind, std::string_view stage) {
  if (stage == "$default") return kind == FrontEnd::HttpApi;
  return !stage.empty() && stage.find_first_not_of(kStageLetters) == std::string_view::npos;
}

Result<std::optional<CorsConfiguration>> read_cors(const ConfigurationObject& parent, std::string_view name) {
  if (parent.find(name) == nullptr) return std::optional<CorsConfiguration>();
  TRY(object, parent.open(name, configuration::kCors.names()));
  TRY(origins, object.texts("AllowOrigins"));
  TRY(methods, object.texts("AllowMethods"));
  TRY(headers, object.texts("AllowHeaders"));
  TRY(exposed, object.texts("ExposeHeaders"));
  TRY(age, object.whole_number("MaxAge", 0, kDay));
  TRY(credentials, object.flag("AllowCredentials"));
  return std::optional(CorsConfiguration{std::move(origins), std::move(methods), std::move(headers), std::move(exposed),
                                         age, credentials.value_or(false)});
}

Result<void> read_route_settings(const ConfigurationObject& object, FrontEnd kind, RouteConfiguration& route) {
  TRY(function, object.text("Function"));
  if (!function || function->empty()) return object.missing("Function", "the name of the function it is for");
  route.route.function = *function;
  TRY(version, object.one_of("PayloadFormatVersion", {"1.0", "2.0"}));
  if (version == "1.0") route.payload_format = PayloadFormat::Version_1_0;
  TRY(mode, object.one_of("ResponseTransferMode", {"BUFFERED", "STREAM"}));
  if (mode == "STREAM") route.response_mode = ResponseMode::Stream;
  TRY(needs_key, object.flag("ApiKeyRequired"));
  route.api_key_required = needs_key.value_or(false);
  TRY(authorizer, object.text("Authorizer"));
  if (authorizer) route.authorizer = *authorizer;
  TRY(scopes, object.texts("AuthorizationScopes"));
  route.scopes = std::move(scopes);
  TRY(timeout, object.whole_number("TimeoutInMillis", kLeastTimeout,
                                   kind == FrontEnd::HttpApi ? kMostHttpTimeout : kMostRestTimeout));
  if (timeout) route.timeout = std::chrono::milliseconds(*timeout);
  return {};
}

Result<RouteConfiguration> read_route(const ConfigurationObject& api, const std::string& key, const json& value,
                                      FrontEnd kind, const std::string& default_authorizer) {
  RouteConfiguration route;
  JsonPlace place = api.place().member("Routes").member(key);
  auto parsed = parse_route_key(key, kind == FrontEnd::RestApi ? ApiKind::Rest : ApiKind::Http);
  if (!parsed) return place.error(fmt::format("{}: {}", api.name(), parsed.error().message));
  route.route = *std::move(parsed);
  route.authorizer = default_authorizer;
  if (value.is_string()) {
    route.route.function = value.get<std::string>();
  } else {
    const auto& shape = kind == FrontEnd::HttpApi ? configuration::kHttpRoute : configuration::kRestRoute;
    std::string name = fmt::format("{}.Routes.{}", api.name(), key);
    TRY(object, ConfigurationObject::open(std::move(place), std::move(name), value, shape.names()));
    TRY_VOID(read_route_settings(object, kind, route));
  }
  if (route.authorizer == kNoAuthorizer) route.authorizer.clear();
  return route;
}

Result<void> read_routes(const ConfigurationObject& object, FrontEndConfiguration& front_end) {
  const json* routes = object.find("Routes");
  if (routes == nullptr) return object.missing("Routes", "an object like {\"GET /pets/{id}\": \"function\"}");
  if (!routes->is_object()) return object.wrong("Routes", "an object of functions by route");
  TRY(default_authorizer, object.text("DefaultAuthorizer"));
  for (const auto& [key, value] : routes->items()) {
    TRY(route, read_route(object, key, value, front_end.kind, default_authorizer.value_or("")));
    front_end.routes.push_back(std::move(route));
  }
  return {};
}

Result<FrontEndConfiguration> read_api(const JsonPlace& place, const std::filesystem::path& directory, FrontEnd kind,
                                       const json& section) {
  const bool is_http = kind == FrontEnd::HttpApi;
  const auto& shape = is_http ? configuration::kHttpApi : configuration::kRestApi;
  TRY(object, ConfigurationObject::open(place, is_http ? "HttpApi" : "RestApi", section, shape.names()));
  FrontEndConfiguration front_end;
  front_end.kind = kind;
  TRY(stage, object.text("StageName"));
  front_end.api.stage = stage.value_or(kind == FrontEnd::HttpApi ? "$default" : std::string(kDefaultRestStage));
  if (stage && !is_stage_name(kind, *stage)) return object.wrong("StageName", "a name of letters, digits, - and _");
  TRY(variables, object.named_texts("StageVariables"));
  front_end.api.stage_variables = std::move(variables);
  TRY(domain, object.text("DomainName"));
  front_end.api.domain_name = domain.value_or("");
  TRY(media_types, object.texts("BinaryMediaTypes"));
  front_end.api.binary_media_types = std::move(media_types);
  TRY(keys, object.named_texts("ApiKeys"));
  for (auto& [name, value] : keys) {
    if (value.empty()) return object.wrong("ApiKeys", "keys with values");
    front_end.api_keys.push_back({name, templates::stable_id(name, 10), std::move(value)});
  }
  TRY(cors, read_cors(object, "CorsConfiguration"));
  front_end.cors = std::move(cors);
  TRY(authorizers, read_authorizers(object, kind, directory));
  front_end.authorizers = std::move(authorizers);
  TRY_VOID(read_routes(object, front_end));
  return front_end;
}

}  // namespace

bool is_front_end_section(std::string_view name) { return name == "HttpApi" || name == "RestApi" || name == "Alb"; }

Result<void> read_front_end_section(const JsonPlace& place, const std::filesystem::path& directory,
                                    std::string_view name, const json& section, FrontEnds& front_ends) {
  if (name == "Alb") {
    TRY(alb, read_alb(place, section));
    front_ends.alb = std::move(alb);
    return {};
  }
  const FrontEnd kind = name == "RestApi" ? FrontEnd::RestApi : FrontEnd::HttpApi;
  TRY(api, read_api(place, directory, kind, section));
  (kind == FrontEnd::RestApi ? front_ends.rest_api : front_ends.http_api) = std::move(api);
  return {};
}

Result<void> read_function_url(const JsonPlace& place, const std::string& name, const std::string& function,
                               const json& section, FrontEnds& front_ends) {
  TRY(object, ConfigurationObject::open(place, name, section, configuration::kFunctionUrl.names()));
  TRY(type, object.one_of("AuthType", {"NONE", "AWS_IAM"}));
  TRY(mode, object.one_of("InvokeMode", {"BUFFERED", "RESPONSE_STREAM"}));
  TRY(cors, read_cors(object, "Cors"));
  if (type == "AWS_IAM") {
    front_ends.warnings.push_back(
        fmt::format("{}: {}.AuthType: AWS_IAM is not emulated: requests are taken without a signature",
                    place.member("AuthType").position(), name));
  }
  auto url = function_url_of(function, mode == "RESPONSE_STREAM" ? ResponseMode::Stream : ResponseMode::Buffered);
  url.cors = std::move(cors);
  front_ends.function_urls.insert_or_assign(function, std::move(url));
  return {};
}

FrontEndConfiguration function_url_of(const std::string& function, ResponseMode mode) {
  FrontEndConfiguration url;
  url.kind = FrontEnd::FunctionUrl;
  url.routes.emplace_back();
  url.routes[0].route.function = function;
  url.routes[0].response_mode = mode;
  return url;
}

FrontEndConfiguration alb_of(const std::string& function, bool multi_value_headers) {
  FrontEndConfiguration alb;
  alb.kind = FrontEnd::Alb;
  alb.api.multi_value_headers = multi_value_headers;
  alb.routes.emplace_back();
  alb.routes[0].route.function = function;
  return alb;
}

}  // namespace lambdalocal::gateway

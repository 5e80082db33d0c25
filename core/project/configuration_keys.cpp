#include "core/project/configuration_keys.h"

#include <algorithm>

#include "core/function/limits.h"

namespace lambdalocal::configuration {
namespace {

using namespace std::string_view_literals;
using enum ValueType;

constexpr int kAnyNumber = 1'000'000'000;
constexpr int kMaxTimeout = static_cast<int>(limits::kMaxTimeout.count());
constexpr int kHour = 3600, kDay = 86'400;

constexpr Key text(std::string_view name, std::string_view example, std::string_view what) {
  return {.name = name, .type = Text, .example = example, .what = what};
}
constexpr Key needed(Key key) {
  key.presence = Presence::Required;
  return key;
}
constexpr Key of_type(ValueType type, std::string_view name, std::string_view example, std::string_view what) {
  return {.name = name, .type = type, .example = example, .what = what};
}
constexpr Key one_of(std::string_view name, std::span<const std::string_view> words, std::string_view example,
                     std::string_view what) {
  return {.name = name, .type = OneOf, .example = example, .what = what, .words = words};
}
constexpr Key number(std::string_view name, int least, int most, std::string_view example, std::string_view what) {
  return {.name = name, .type = WholeNumber, .example = example, .what = what, .least = least, .most = most};
}
constexpr Key object(std::string_view name, const Shape& shape, std::string_view what) {
  return {.name = name, .type = Object, .what = what, .shapes = {&shape, nullptr}};
}
constexpr Key by_name(std::string_view name, std::string_view example, const Shape& shape,
                      std::string_view other_example = {}, const Shape* other = nullptr) {
  return {.name = name,
          .type = ObjectsByName,
          .example = example,
          .other_example = other_example,
          .what = "by name",
          .shapes = {&shape, other}};
}
constexpr Key routes(std::string_view example, std::string_view other_example, std::string_view what,
                     const Shape& shape) {
  return {.name = "Routes",
          .type = RoutesByKey,
          .example = example,
          .other_example = other_example,
          .what = what,
          .shapes = {&shape, nullptr},
          .presence = Presence::Required};
}
constexpr Key unused(std::string_view name, std::string_view example) {
  return {.name = name, .type = Anything, .example = example, .what = "without effect here"};
}

constexpr std::array kVariables = {
    of_type(Variables, "Variables", R"({"TABLE": "pets"})", "variables of the function")};
constexpr std::array kStorage = {
    number("Size", limits::kDefaultEphemeralStorageMb, limits::kMaxEphemeralStorageMb, "1024", "MB of /tmp")};

constexpr std::array kLogFormats = {"Text"sv, "JSON"sv};
constexpr std::array kLogging = {
    one_of("LogFormat", kLogFormats, R"("JSON")", "Text or JSON"),
    text("ApplicationLogLevel", R"("DEBUG")", "TRACE, DEBUG, INFO, WARN, ERROR or FATAL, with JSON"),
    text("LogGroup", R"("/aws/lambda/pets")", "what the function is told"),
    unused("SystemLogLevel", R"("INFO")"),
};
constexpr std::array kEventInvoke = {
    number("MaximumRetryAttempts", 0, 2, "1", "more tries of an asynchronous invocation: 0, 1 or 2"),
    number("MaximumEventAgeInSeconds", 60, 21'600, "300", "60 to 21600"),
};
constexpr std::array kIsolationModes = {"PER_TENANT"sv};
constexpr std::array kTenancy = {
    one_of("TenantIsolationMode", kIsolationModes, R"("PER_TENANT")", "environments are not shared among tenants")};

constexpr std::array kCorsKeys = {
    of_type(Texts, "AllowOrigins", R"(["https://shop.example"])", "who may ask; [\"*\"]: everybody"),
    of_type(Texts, "AllowMethods", R"(["GET", "POST"])", ""),
    of_type(Texts, "AllowHeaders", R"(["content-type"])", ""),
    of_type(Texts, "ExposeHeaders", R"(["x-page"])", ""),
    number("MaxAge", 0, kDay, "600", "seconds a browser keeps the answer"),
    of_type(Flag, "AllowCredentials", "true", "cookies and Authorization"),
};
constexpr std::array kUrlAuthTypes = {"NONE"sv, "AWS_IAM"sv};
constexpr std::array kInvokeModes = {"BUFFERED"sv, "RESPONSE_STREAM"sv};
constexpr std::array kUrl = {
    one_of("AuthType", kUrlAuthTypes, R"("NONE")", "NONE, or AWS_IAM, of which signatures are not checked"),
    one_of("InvokeMode", kInvokeModes, R"("BUFFERED")", "BUFFERED or RESPONSE_STREAM"),
    object("Cors", kCors, ""),
};

constexpr std::array kIsolations = {"auto"sv, "strict"sv, "off"sv};
constexpr std::array kNetworks = {"host"sv, "none"sv};
constexpr std::array kFunctionKeys = {
    text("CodeUri", R"("build/pets.zip")", "from this file; else the template's"),
    text("Build", R"("make pets")", "for --build: leaves it in $ARTIFACTS_DIR or at CodeUri"),
    text("FunctionName", R"("pets")", "default: its name here"),
    text("Runtime", R"("python3.13")", "default: told by the bundle"),
    text("Handler", R"("app.handler")", "default: found in the bundle"),
    number("Timeout", 1, kMaxTimeout, "10", "seconds, 1 to 900; default 3"),
    number("MemorySize", limits::kMinMemoryMb, limits::kMaxMemoryMb, "512", "MB, 128 to 10240; default 128"),
    object("Environment", kEnvironment, ""),
    of_type(TextList, "Layers", R"(["build/layer.zip"])", "directories and archives, later over earlier"),
    object("EphemeralStorage", kEphemeralStorage, ""),
    object("LoggingConfig", kLoggingConfig, ""),
    one_of("Isolation", kIsolations, R"("strict")", "as --isolation: auto, strict or off"),
    one_of("Network", kNetworks, R"("none")", "as --network: host or none"),
    number("ReservedConcurrentExecutions", 0, kAnyNumber, "5", "invocations at once; more are throttled"),
    object("EventInvokeConfig", kEventInvokeConfig, ""),
    object("TenancyConfig", kTenancyConfig, ""),
    object("FunctionUrlConfig", kFunctionUrl, "a Function URL of its own"),
    unused("Architectures", R"(["x86_64"])"),
    unused("CodeSigningConfigArn", R"("arn:...")"),
    unused("DeadLetterConfig", R"({"TargetArn": "arn:..."})"),
    unused("Description", R"("all about pets")"),
    unused("FileSystemConfigs", "[]"),
    unused("KMSKeyArn", R"("arn:aws:kms:us-east-1:1:key/k")"),
    unused("PackageType", R"("Zip")"),
    unused("Role", R"("arn:aws:iam::1:role/pets")"),
    unused("SnapStart", R"({"ApplyOn": "None"})"),
    unused("Tags", R"({"team": "pets"})"),
    unused("TracingConfig", R"({"Mode": "Active"})"),
    unused("RuntimeManagementConfig", R"({"UpdateRuntimeOn": "Auto"})"),
    unused("VpcConfig", R"({"SubnetIds": []})"),
};

constexpr std::array kFormats = {"1.0"sv, "2.0"sv};
constexpr std::array kHttpRouteKeys = {
    needed(text("Function", R"("pets")", "its name in Functions")),
    one_of("PayloadFormatVersion", kFormats, R"("1.0")", "of the event; default 2.0"),
    text("Authorizer", R"("shop")", "its name in Authorizers, or NONE"),
    of_type(Texts, "AuthorizationScopes", R"(["pets.write"])", "one of them is needed; JWT"),
    number("TimeoutInMillis", 50, 30'000, "5000", "50 to 30000; default 30000"),
};
constexpr std::array kLambdaAuthorizerTypes = {"REQUEST"sv};
constexpr std::array kLambdaAuthorizerKeys = {
    one_of("AuthorizerType", kLambdaAuthorizerTypes, R"("REQUEST")", "a Lambda authorizer"),
    needed(text("Function", R"("guard")", "the function that is asked")),
    of_type(Texts, "IdentitySource", R"(["$request.header.Authorization"])", "without them: 401"),
    one_of("AuthorizerPayloadFormatVersion", kFormats, R"("2.0")", "of its event; default 2.0"),
    of_type(Flag, "EnableSimpleResponses", "true", "it answers {\"isAuthorized\": true}"),
    number("AuthorizerResultTtlInSeconds", 0, kHour, "60", "how long an answer holds, 0 to 3600"),
};
constexpr std::array kJwtTypes = {"JWT"sv};
constexpr std::array kJwtConfigurationKeys = {
    needed(text("Issuer", R"("https://id.example")", "the iss claim; its keys are fetched there")),
    needed(of_type(Texts, "Audience", R"(["shop"])", "one of them is in the token")),
};
constexpr std::array kJwtAuthorizerKeys = {
    one_of("AuthorizerType", kJwtTypes, R"("JWT")", "a JWT authorizer"),
    needed(object("JwtConfiguration", kJwtConfiguration, "")),
    of_type(Texts, "IdentitySource", R"("$request.header.Authorization")", "where the token is"),
    text("JwksFile", R"("keys.json")", "the issuer's keys from a file: no network"),
};
constexpr std::array kHttpApiKeys = {
    routes(R"("GET /pets/{id}")", R"("POST /pets")", "METHOD PATH or $default", kHttpRoute),
    text("StageName", R"("$default")", "default $default, which is not in the path"),
    of_type(NamedTexts, "StageVariables", R"({"color": "blue"})", ""),
    object("CorsConfiguration", kCors, "preflight requests are answered here"),
    by_name("Authorizers", R"("guard")", kLambdaAuthorizer, R"("shop")", &kJwtAuthorizer),
    text("DefaultAuthorizer", R"("guard")", "of routes that name none"),
    text("DomainName", R"("api.example")", "what the event names; default: the request's host"),
};

constexpr std::array kTransferModes = {"BUFFERED"sv, "STREAM"sv};
constexpr std::array kRestRouteKeys = {
    needed(text("Function", R"("pets")", "its name in Functions")),
    of_type(Flag, "ApiKeyRequired", "true", "only with one of ApiKeys in X-API-Key"),
    one_of("ResponseTransferMode", kTransferModes, R"("STREAM")", "BUFFERED or STREAM"),
    text("Authorizer", R"("guard")", "its name in Authorizers, or NONE"),
    of_type(Texts, "AuthorizationScopes", R"(["pets/write"])", "one of them is needed; of user pools"),
    number("TimeoutInMillis", 50, 900'000, "5000", "50 to 900000; default 29000"),
};
constexpr std::array kRestAuthorizerTypes = {"TOKEN"sv, "REQUEST"sv};
constexpr std::array kRestAuthorizerKeys = {
    one_of("Type", kRestAuthorizerTypes, R"("TOKEN")", "TOKEN or REQUEST"),
    needed(text("Function", R"("guard")", "the function that is asked")),
    of_type(Texts, "IdentitySource", R"("method.request.header.Token")", "without them: 401"),
    text("IdentityValidationExpression", R"("Bearer .+")", "what a token must be like"),
    number("AuthorizerResultTtlInSeconds", 0, kHour, "60", "how long an answer holds, 0 to 3600"),
};
constexpr std::array kUserPoolTypes = {"COGNITO_USER_POOLS"sv};
constexpr std::array kUserPoolAuthorizerKeys = {
    one_of("Type", kUserPoolTypes, R"("COGNITO_USER_POOLS")", "tokens of user pools"),
    needed(of_type(Texts, "ProviderARNs", R"(["eu-west-1_Ab1Cd2Ef3"])", "ARNs of pools, or their ids")),
    of_type(Texts, "IdentitySource", R"("method.request.header.Token")", "where the token is; default: Authorization"),
    text("IdentityValidationExpression", R"("[0-9a-z]+")", "what the token's aud must be like"),
    text("JwksFile", R"("keys.json")", "the pools' keys from a file: no network"),
};
constexpr std::array kUserPoolKeys = {
    text("UserPoolId", R"("eu-west-1_Ab1Cd2Ef3")", "which one is deployed"),
    text("JwksFile", R"("keys.json")", "its keys from a file: no network"),
    text("Issuer", R"("http://localhost:9229/pool")", "who stands for it: the iss of tokens"),
    of_type(NamedTexts, "ClientIds", R"({"Client": "6app"})", "of the template's clients, for HTTP APIs"),
};
constexpr std::array kRestApiKeys = {
    routes(R"("ANY /{proxy+}")", R"("GET /pets")", "METHOD PATH", kRestRoute),
    text("StageName", R"("prod")", "in the path of every request"),
    of_type(NamedTexts, "StageVariables", R"({"color": "blue"})", ""),
    object("CorsConfiguration", kCors, "preflight requests are answered here"),
    by_name("Authorizers", R"("guard")", kRestAuthorizer, R"("members")", &kUserPoolAuthorizer),
    text("DefaultAuthorizer", R"("guard")", "of routes that name none"),
    text("DomainName", R"("api.example")", "what the event names; default: the request's host"),
    of_type(Texts, "BinaryMediaTypes", R"(["image/png"])", "bodies that are base64 in event and answer"),
    of_type(NamedTexts, "ApiKeys", R"({"partner": "its-value"})", "by name"),
};

constexpr std::array kAlbRuleKeys = {
    needed(number("Priority", 1, 50'000, "10", "the first whose conditions all hold takes the request")),
    needed(text("Function", R"("pets")", "its target")),
    of_type(Flag, "MultiValueHeaders", "true", "lists of values in event and answer"),
    of_type(Texts, "PathPattern", R"(["/api/*"])", "one of them; * and ? as in AWS"),
    of_type(Texts, "PathPatternRegex", R"(["^/v[0-9]+/"])", "the same as expressions, found anywhere"),
    of_type(Texts, "HostHeader", R"(["*.shop.example"])", ""),
    of_type(Texts, "HostHeaderRegex", R"(["^(www|shop)[.]"])", ""),
    of_type(Texts, "HttpRequestMethod", R"(["GET", "HEAD"])", ""),
    of_type(NamedTexts, "HttpHeader", R"({"X-Team": "red*"})", "all of them"),
    of_type(NamedTexts, "HttpHeaderRegex", R"({"X-Team": "^red"})", "all of them"),
    of_type(NamedTexts, "QueryString", R"({"version": "1"})", "all of them"),
    of_type(Texts, "SourceIp", R"(["10.0.0.0/8"])", ""),
};
constexpr std::array kAlbKeys = {
    needed(text("Function", R"("pets")", "the target of what no rule takes")),
    of_type(Flag, "MultiValueHeaders", "true", "lists of values in event and answer"),
    by_name("Rules", R"("api")", kAlbRule),
};

constexpr std::array kFileKeys = {
    needed(by_name("Functions", R"("pets")", kFunction)),
    object("HttpApi", kHttpApi, "one HTTP API"),
    object("RestApi", kRestApi, "one REST API"),
    object("Alb", kAlb, "one Application Load Balancer"),
    of_type(NamedTexts, "ApiKeys", R"({"PartnerKey": "its-value"})", "of a template's keys, by logical id"),
    by_name("UserPools", R"("Pool")", kUserPool),
};

}  // namespace

constexpr Shape kFile = {"File", kFileKeys};
constexpr Shape kFunction = {"Function", kFunctionKeys};
constexpr Shape kEnvironment = {"Environment", kVariables};
constexpr Shape kEphemeralStorage = {"EphemeralStorage", kStorage};
constexpr Shape kLoggingConfig = {"LoggingConfig", kLogging};
constexpr Shape kEventInvokeConfig = {"EventInvokeConfig", kEventInvoke};
constexpr Shape kTenancyConfig = {"TenancyConfig", kTenancy};
constexpr Shape kFunctionUrl = {"FunctionUrlConfig", kUrl};
constexpr Shape kCors = {"Cors", kCorsKeys};
constexpr Shape kHttpApi = {"HttpApi", kHttpApiKeys};
constexpr Shape kHttpRoute = {"HttpRoute", kHttpRouteKeys};
constexpr Shape kLambdaAuthorizer = {"LambdaAuthorizer", kLambdaAuthorizerKeys};
constexpr Shape kJwtAuthorizer = {"JwtAuthorizer", kJwtAuthorizerKeys};
constexpr Shape kJwtConfiguration = {"JwtConfiguration", kJwtConfigurationKeys};
constexpr Shape kRestApi = {"RestApi", kRestApiKeys};
constexpr Shape kRestRoute = {"RestRoute", kRestRouteKeys};
constexpr Shape kRestAuthorizer = {"RestAuthorizer", kRestAuthorizerKeys};
constexpr Shape kUserPoolAuthorizer = {"UserPoolAuthorizer", kUserPoolAuthorizerKeys};
constexpr Shape kUserPool = {"UserPool", kUserPoolKeys};
constexpr Shape kAlbRule = {"AlbRule", kAlbRuleKeys};
constexpr Shape kAlb = {"Alb", kAlbKeys};

std::vector<std::string_view> Shape::names() const {
  std::vector<std::string_view> names;
  for (const Key& key : keys) names.push_back(key.name);
  return names;
}

const Key* Shape::find(std::string_view key) const {
  const auto found = std::ranges::find(keys, key, &Key::name);
  return found == keys.end() ? nullptr : &*found;
}

}  // namespace lambdalocal::configuration

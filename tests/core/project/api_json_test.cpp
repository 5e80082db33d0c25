#include "core/project/api_json.h"

#include "core/project/lambdalocal_json.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::gateway;
using namespace std::chrono_literals;

namespace {

// A lambdalocal.json with two functions and these sections beside them.
Result<ConfigurationFile> parse(const std::string& sections) {
  return parse_configuration_file(R"({"Functions": {"web": {"CodeUri": "web"}, "pets": {"CodeUri": "pets"}})" +
                                      (sections.empty() ? "" : ", " + sections) + "}",
                                  "/project/lambdalocal.json");
}
FrontEnds read(const std::string& sections) { return parse(sections).value().front_ends; }
std::string fault(const std::string& sections) { return parse(sections).error().message; }

std::string url_fault(const std::string& url) {
  return parse_configuration_file(R"({"Functions": {"web": {"CodeUri": "web", "FunctionUrlConfig": )" + url + "}}}",
                                  "lambdalocal.json")
      .error()
      .message;
}

}  // namespace

TEST_CASE("a file without front ends configures none") {
  const FrontEnds none = read("");
  CHECK(!none.http_api);
  CHECK(!none.rest_api);
  CHECK(!none.alb);
  CHECK(none.function_urls.empty());
}

TEST_CASE("an HTTP API has routes, each a function's name or an object of settings") {
  const auto api = read(R"("HttpApi": {"Routes": {
      "get /pets/{id}": "pets",
      "$default": {"Function": "web", "PayloadFormatVersion": "1.0", "TimeoutInMillis": 5000}}})")
                       .http_api;
  REQUIRE(api);
  CHECK(api->kind == FrontEnd::HttpApi);
  CHECK(api->api.stage == "$default");
  REQUIRE(api->routes.size() == 2);
  CHECK(api->routes[0].route.key == "$default");
  CHECK(api->routes[0].route.function == "web");
  CHECK(api->routes[0].payload_format == PayloadFormat::Version_1_0);
  CHECK(api->routes[0].timeout == 5s);
  CHECK(api->routes[1].route.key == "GET /pets/{id}");
  CHECK(api->routes[1].payload_format == PayloadFormat::Version_2_0);
}

TEST_CASE("an API has a stage, its variables, a domain name and CORS") {
  const auto api = read(R"("HttpApi": {"Routes": {"GET /": "web"}, "StageName": "beta", "StageVariables": {"A": "1"},
      "DomainName": "api.example",
      "CorsConfiguration": {"AllowOrigins": ["https://a", "https://b"], "AllowMethods": "*", "AllowHeaders": ["x"],
                            "ExposeHeaders": ["y"], "MaxAge": 60, "AllowCredentials": true}})")
                       .http_api;
  REQUIRE(api);
  CHECK(api->api.stage == "beta");
  CHECK(api->api.stage_variables == std::vector<std::pair<std::string, std::string>>{{"A", "1"}});
  CHECK(api->api.domain_name == "api.example");
  REQUIRE(api->cors);
  CHECK(api->cors->allow_origins.size() == 2);
  CHECK(api->cors->allow_methods == std::vector<std::string>{"*"});
  CHECK(api->cors->max_age_seconds == 60);
  CHECK(api->cors->allow_credentials);
}

TEST_CASE("a REST API has binary media types, and routes that stream") {
  const auto api = read(R"("RestApi": {"BinaryMediaTypes": ["image/*"], "Routes": {
      "ANY /{proxy+}": {"Function": "web", "ResponseTransferMode": "STREAM", "TimeoutInMillis": 600000}}})")
                       .rest_api;
  REQUIRE(api);
  CHECK(api->api.stage == "prod");
  CHECK(api->api.binary_media_types == std::vector<std::string>{"image/*"});
  CHECK(api->routes[0].response_mode == ResponseMode::Stream);
  CHECK(api->routes[0].timeout == 600s);
}

TEST_CASE("routes name their authorizer, or have that of the API") {
  const auto api = read(R"("HttpApi": {"DefaultAuthorizer": "tokens",
      "Routes": {"GET /a": "web", "GET /b": {"Function": "web", "Authorizer": "NONE"},
                 "GET /c": {"Function": "web", "Authorizer": "guard", "AuthorizationScopes": ["read"]}},
      "Authorizers": {
        "guard": {"Function": "pets", "IdentitySource": ["$request.header.X", "$context.routeKey"],
                  "EnableSimpleResponses": true, "AuthorizerResultTtlInSeconds": 0},
        "old": {"AuthorizerType": "REQUEST", "Function": "pets", "AuthorizerPayloadFormatVersion": "1.0"},
        "tokens": {"AuthorizerType": "JWT", "JwksFile": "keys/jwks.json",
                   "JwtConfiguration": {"Issuer": "https://issuer.example", "Audience": ["app"]}}}})")
                       .http_api;
  REQUIRE(api);
  CHECK(api->routes[0].authorizer == "tokens");
  CHECK(api->routes[1].authorizer.empty());
  CHECK(api->routes[2].authorizer == "guard");
  CHECK(api->routes[2].scopes == std::vector<std::string>{"read"});
  const auto& guard = std::get<Authorizer>(api->authorizers.at("guard"));
  CHECK(guard.function == "pets");
  CHECK(guard.type == AuthorizerType::HttpRequest_2_0);
  CHECK(guard.identity_sources.size() == 2);
  CHECK(guard.simple_responses);
  CHECK(guard.result_ttl == 0s);
  const auto& old = std::get<Authorizer>(api->authorizers.at("old"));
  CHECK(old.type == AuthorizerType::HttpRequest_1_0);
  CHECK(old.result_ttl == 300s);
  const auto& tokens = std::get<JwtAuthorizerConfiguration>(api->authorizers.at("tokens"));
  CHECK(tokens.jwt.issuer == "https://issuer.example");
  CHECK(tokens.jwks_file == "/project/keys/jwks.json");
  CHECK(tokens.identity_source == "$request.header.Authorization");
}

TEST_CASE("a REST API's authorizers are TOKEN and REQUEST") {
  const auto api = read(R"("RestApi": {"Routes": {"GET /": "web"}, "Authorizers": {
      "a": {"Type": "TOKEN", "Function": "pets", "IdentityValidationExpression": "^Bearer .+"},
      "b": {"Type": "REQUEST", "Function": "pets", "IdentitySource": "method.request.querystring.key"}}})")
                       .rest_api;
  const auto& token = std::get<Authorizer>(api->authorizers.at("a"));
  CHECK(token.type == AuthorizerType::Token);
  CHECK(token.identity_validation == "^Bearer .+");
  CHECK(token.identity_sources == std::vector<std::string>{"method.request.header.Authorization"});
  CHECK(std::get<Authorizer>(api->authorizers.at("b")).type == AuthorizerType::Request);
}

TEST_CASE("an ALB has one function") {
  const auto alb = read(R"("Alb": {"Function": "web", "MultiValueHeaders": true})").alb;
  REQUIRE(alb);
  CHECK(alb->kind == FrontEnd::Alb);
  CHECK(alb->routes[0].route.function == "web");
  CHECK(alb->api.multi_value_headers);
  CHECK(target_group_arn(alb->api, "web") ==
        "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/0123456789abcdef");
}

TEST_CASE("a function may have a URL") {
  const auto file = parse_configuration_file(
      R"({"Functions": {"web": {"CodeUri": "web", "FunctionUrlConfig": {"AuthType": "AWS_IAM",
          "InvokeMode": "RESPONSE_STREAM", "Cors": {"AllowOrigins": ["*"]}}}}})",
      "lambdalocal.json");
  REQUIRE(file.ok());
  const auto& url = file->front_ends.function_urls.at("web");
  CHECK(url.kind == FrontEnd::FunctionUrl);
  CHECK(url.routes[0].route.function == "web");
  CHECK(url.routes[0].response_mode == ResponseMode::Stream);
  CHECK(url.cors);
  CHECK(file->front_ends.warnings ==
        std::vector<std::string>{"lambdalocal.json: Functions.web.FunctionUrlConfig.AuthType: AWS_IAM is not emulated: "
                                 "requests are taken without a signature"});
}

TEST_CASE("the one function of a file may have a URL, too") {
  const auto file =
      parse_configuration_file(R"({"Runtime": "python3.13", "FunctionUrlConfig": {}})", "lambdalocal.json");
  REQUIRE(file.ok());
  CHECK(file->only);
  CHECK(file->front_ends.function_urls.at("").routes[0].response_mode == ResponseMode::Buffered);
}

TEST_CASE("what is wrong with a front end is told with its place") {
  const std::string file = "/project/lambdalocal.json: ";
  CHECK(fault(R"("HttpAPI": {})") == file + "unknown key HttpAPI; did you mean HttpApi?");
  CHECK(fault(R"("HttpApi": {"Rotes": {}})") == file + "HttpApi: unknown key Rotes; did you mean Routes?");
  CHECK(fault(R"("HttpApi": [])") == file + "HttpApi must be an object, not a list");
  CHECK(fault(R"("HttpApi": {})") ==
        file + "HttpApi.Routes is missing: an object like {\"GET /pets/{id}\": \"function\"}");
  CHECK(fault(R"("HttpApi": {"Routes": ["GET /"]})") ==
        file + "HttpApi.Routes must be an object of functions by route, not a list");
  CHECK(fault(R"("HttpApi": {"Routes": {"FETCH /": "web"}})").starts_with(file + "HttpApi: route \"FETCH /\": "));
  CHECK(fault(R"("HttpApi": {"Routes": {"GET /": 7}})") ==
        file + "HttpApi.Routes.GET / must be an object, not a number");
  CHECK(fault(R"("HttpApi": {"Routes": {"GET /": {"Funktion": "web"}}})") ==
        file + "HttpApi.Routes.GET /: unknown key Funktion; did you mean Function?");
  CHECK(fault(R"("HttpApi": {"Routes": {"GET /": {}}})") ==
        file + "HttpApi.Routes.GET /.Function is missing: the name of the function it is for");
  CHECK(fault(R"("HttpApi": {"Routes": {"GET /": {"Function": "web", "PayloadFormatVersion": "3.0"}}})") ==
        file + "HttpApi.Routes.GET /.PayloadFormatVersion must be 1.0 or 2.0, not \"3.0\"");
  CHECK(fault(R"("HttpApi": {"Routes": {"GET /": {"Function": "web", "TimeoutInMillis": 30001}}})") ==
        file + "HttpApi.Routes.GET /.TimeoutInMillis must be a whole number from 50 to 30000, not 30001");
  CHECK(fault(R"("RestApi": {"Routes": {"$default": "web"}})").find("a REST API has no $default route") !=
        std::string::npos);
  CHECK(fault(R"("RestApi": {"Routes": {"GET /": "web"}, "StageName": "a/b"})") ==
        file + "RestApi.StageName must be a name of letters, digits, - and _, not \"a/b\"");
  CHECK(fault(R"("RestApi": {"Routes": {}, "BinaryMediaTypes": [1]})") ==
        file + "RestApi.BinaryMediaTypes must be a list of strings, not a list");
  CHECK(fault(R"("RestApi": {"Routes": {}, "Authorizers": {"a": {"Type": "COGNITO_USER_POOLS"}}})")
            .starts_with(file + "RestApi.Authorizers.a.Type: COGNITO_USER_POOLS is not emulated\n"));
  CHECK(fault(R"("HttpApi": {"Routes": {}, "Authorizers": {"a": {"AuthorizerType": "JWT"}}})") ==
        file + "HttpApi.Authorizers.a.JwtConfiguration is missing: {\"Issuer\": ..., \"Audience\": [...]}");
  CHECK(
      fault(
          R"("HttpApi": {"Routes": {}, "Authorizers": {"a": {"JwtConfiguration": {"Issuer": "me", "Audience": "x"}}}})") ==
      file +
          "HttpApi.Authorizers.a.JwtConfiguration.Issuer must be an https:// address, where there is no JwksFile, "
          "not \"me\"");
  CHECK(fault(R"("Alb": {"MultiValueHeaders": true})") ==
        file + "Alb.Function is missing: the name of the function it is for");
  CHECK(fault(R"("Alb": {"Function": "web", "MultiValueHeaders": "yes"})") ==
        file + "Alb.MultiValueHeaders must be true or false, not \"yes\"");
  CHECK(url_fault(R"({"InvokeMode": "STREAM"})") ==
        "lambdalocal.json: Functions.web.FunctionUrlConfig.InvokeMode must be BUFFERED or RESPONSE_STREAM, not "
        "\"STREAM\"");
  CHECK(url_fault(R"({"Cors": {"MaxAge": 86401}})") ==
        "lambdalocal.json: Functions.web.FunctionUrlConfig.Cors.MaxAge must be a whole number from 0 to 86400, not "
        "86401");
  CHECK(parse_configuration_file(R"({"Runtime": "python3.13", "HttpApi": {}})", "lambdalocal.json").error().message ==
        "lambdalocal.json: HttpApi stands without Functions; list the functions it is for there");
}

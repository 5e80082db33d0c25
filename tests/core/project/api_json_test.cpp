#include "core/project/api_json.h"

#include "core/project/lambdalocal_json.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::gateway;
using namespace std::chrono_literals;

namespace {

// A lambdalocal.json with two functions and these sections beside them.
std::string file_with(const std::string& sections) {
  return R"({"Functions": {"web": {"CodeUri": "web"}, "pets": {"CodeUri": "pets"}})" +
         (sections.empty() ? "" : ", " + sections) + "}";
}
Result<ConfigurationFile> parse(const std::string& sections) {
  return parse_configuration_file(file_with(sections), "/project/lambdalocal.json");
}
FrontEnds read(const std::string& sections) { return parse(sections).value().front_ends; }
std::string refused(const std::string& sections) { return parse(sections).error().message; }

// How a message about this key begins.
std::string place_of(const std::string& key, const std::string& sections) {
  return "/project/lambdalocal.json:1:" + std::to_string(file_with(sections).rfind("\"" + key + "\":") + 1) + ": ";
}

std::string refused_url(const std::string& url) {
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

TEST_CASE("a REST API's authorizer may take the tokens of user pools") {
  const auto api = read(R"("RestApi": {"Routes": {"GET /": {"Function": "web", "Authorizer": "a",
      "AuthorizationScopes": "pets/read"}}, "Authorizers": {
      "a": {"Type": "COGNITO_USER_POOLS", "JwksFile": "keys.json", "IdentitySource": "method.request.header.Token",
            "IdentityValidationExpression": "app", "ProviderARNs":
            ["arn:aws:cognito-idp:eu-west-1:1:userpool/eu-west-1_A", "eu-west-1_B"]}}})")
                       .rest_api;
  REQUIRE(api);
  const auto& pools = std::get<UserPoolAuthorizer>(api->authorizers.at("a"));
  REQUIRE(pools.pools.size() == 2);
  CHECK(pools.pools[1].pool.issuer == "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_B");
  CHECK(pools.pools[1].jwks_file == "/project/keys.json");
  CHECK(pools.identity_source == "method.request.header.Token");
  CHECK(pools.identity_validation == "app");
  CHECK(api->routes[0].scopes == std::vector<std::string>{"pets/read"});
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

TEST_CASE("an ALB has rules in the order of their priorities, then its function") {
  const auto alb = read(R"("Alb": {"Function": "web", "Rules": {
      "late": {"Priority": 20, "Function": "pets", "HttpRequestMethod": "GET", "HttpHeader": {"X-A": "a*", "X-B": "b"}},
      "early": {"Priority": 3, "Function": "pets", "MultiValueHeaders": true, "PathPattern": ["/a", "/b/*"],
                "PathPatternRegex": "^/v[0-9]", "HostHeaderRegex": ["^shop"], "QueryString": {"v": "1"},
                "HttpHeaderRegex": {"X-C": "c$"}, "SourceIp": "10.0.0.0/8", "HostHeader": "x.example"}}})")
                       .alb;
  REQUIRE(alb);
  REQUIRE(alb->routes.size() == 3);
  CHECK(alb->routes[0].route.key ==
        "path /a or /b/* or ~ ^/v[0-9], host x.example or ~ ^shop, source 10.0.0.0/8, header X-C ~ c$, query v=1");
  CHECK(alb->routes[0].target_group->multi_value_headers);
  CHECK(alb->routes[1].route.key == "method GET, header X-A a*, header X-B b");
  CHECK(alb->routes[1].route.function == "pets");
  CHECK(alb->routes[2].route.key == "default");
  CHECK(alb->routes[2].route.function == "web");
  CHECK(alb_of(*alb, alb->routes[2]).target_group_arn == target_group_arn(alb->api, "web"));
  CHECK(alb_of(*alb, alb->routes[0]).target_group_arn == target_group_arn(alb->api, "pets"));
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
        std::vector<std::string>{
            "lambdalocal.json:1:64: Functions.web.FunctionUrlConfig.AuthType: AWS_IAM is not emulated: "
            "requests are taken without a signature"});
}

TEST_CASE("the one function of a file may have a URL, too") {
  const auto file =
      parse_configuration_file(R"({"Runtime": "python3.13", "FunctionUrlConfig": {}})", "lambdalocal.json");
  REQUIRE(file.ok());
  CHECK(file->only);
  CHECK(file->front_ends.function_urls.at("").routes[0].response_mode == ResponseMode::Buffered);
}

TEST_CASE("what is wrong with a front end is told with its line and column") {
  struct Fault {
    std::string sections;
    std::string key;  // that stands at the place that is told, as it is written last
    std::string message;
  };
  const auto fault = GENERATE(values<Fault>({
      {R"("HttpAPI": {})", "HttpAPI", "unknown key HttpAPI; did you mean HttpApi?"},
      {R"("HttpApi": {"Rotes": {}})", "Rotes", "HttpApi: unknown key Rotes; did you mean Routes?"},
      {R"("Alb": {"Colour": 1})", "Colour", "Alb: unknown key Colour; known here: Function, MultiValueHeaders, Rules"},
      {R"("HttpApi": [])", "HttpApi", "HttpApi must be an object, not a list"},
      {R"("HttpApi": {})", "HttpApi", "HttpApi.Routes is missing: an object like {\"GET /pets/{id}\": \"function\"}"},
      {R"("HttpApi": {"Routes": ["GET /"]})", "Routes",
       "HttpApi.Routes must be an object of functions by route, not a list"},
      {R"("HttpApi": {"Routes": {"GET /": 7}})", "GET /", "HttpApi.Routes.GET / must be an object, not a number"},
      {R"("HttpApi": {"Routes": {"GET /": {"Funktion": "web"}}})", "Funktion",
       "HttpApi.Routes.GET /: unknown key Funktion; did you mean Function?"},
      {R"("HttpApi": {"Routes": {"GET /": {}}})", "GET /",
       "HttpApi.Routes.GET /.Function is missing: the name of the function it is for"},
      {R"("HttpApi": {"Routes": {"GET /": {"Function": "web", "PayloadFormatVersion": "3.0"}}})",
       "PayloadFormatVersion", "HttpApi.Routes.GET /.PayloadFormatVersion must be 1.0 or 2.0, not \"3.0\""},
      {R"("HttpApi": {"Routes": {"GET /": {"Function": "web", "TimeoutInMillis": 30001}}})", "TimeoutInMillis",
       "HttpApi.Routes.GET /.TimeoutInMillis must be a whole number from 50 to 30000, not 30001"},
      {R"("HttpApi": {"Routes": {}, "CorsConfiguration": {"MaxAge": -1}})", "MaxAge",
       "HttpApi.CorsConfiguration.MaxAge must be a whole number from 0 to 86400, not -1"},
      {R"("HttpApi": {"Routes": {}, "StageVariables": {"A": 1}})", "StageVariables",
       "HttpApi.StageVariables must be an object of strings, not an object"},
      {R"("RestApi": {"Routes": {"GET /": "web"}, "StageName": "a/b"})", "StageName",
       "RestApi.StageName must be a name of letters, digits, - and _, not \"a/b\""},
      {R"("RestApi": {"Routes": {}, "BinaryMediaTypes": [1]})", "BinaryMediaTypes",
       "RestApi.BinaryMediaTypes must be a list of strings, not a list"},
      {R"("RestApi": {"Routes": {}, "Authorizers": {"a": {"Type": "COGNITO_USER_POOLS"}}})", "a",
       "RestApi.Authorizers.a.ProviderARNs is missing: a list of ARNs of user pools, or of their ids"},
      {R"("RestApi": {"Routes": {}, "Authorizers": {"a": {"Type": "COGNITO_USER_POOLS", "ProviderARNs": "x"}}})",
       "ProviderARNs",
       "RestApi.Authorizers.a.ProviderARNs must be a list of ARNs of user pools, or of ids like eu-west-1_Ab1Cd2Ef3, "
       "not \"x\""},
      {R"("UserPools": {"P": {"UserPoolId": "pool"}})", "UserPoolId",
       "UserPools.P.UserPoolId must be like eu-west-1_Ab1Cd2Ef3, not \"pool\""},
      {R"("UserPools": {"P": {"Issuer": "me"}})", "Issuer",
       "UserPools.P.Issuer must be an http:// or https:// address, not \"me\""},
      {R"("UserPools": [])", "UserPools", "UserPools must be an object of user pools by name"},
      {R"("RestApi": {"Routes": {}, "Authorizers": {"a": {"Typ": "TOKEN"}}})", "Typ",
       "RestApi.Authorizers.a: unknown key Typ; did you mean Type?"},
      {R"("RestApi": {"Routes": {}, "Authorizers": []})", "Authorizers",
       "RestApi.Authorizers must be an object of authorizers by name, not a list"},
      {R"("HttpApi": {"Routes": {}, "Authorizers": {"a": {"AuthorizerType": "JWT"}}})", "a",
       "HttpApi.Authorizers.a.JwtConfiguration is missing: {\"Issuer\": ..., \"Audience\": [...]}"},
      {R"("HttpApi": {"Routes": {}, "Authorizers": {"a": {"JwtConfiguration": {"Issuer": "me", "Audience": "x"}}}})",
       "Issuer",
       "HttpApi.Authorizers.a.JwtConfiguration.Issuer must be an https:// address, where there is no JwksFile, not "
       "\"me\""},
      {R"("HttpApi": {"Routes": {}, "Authorizers": {"a": {"Function": "web", "EnableSimpleResponses": 1}}})",
       "EnableSimpleResponses", "HttpApi.Authorizers.a.EnableSimpleResponses must be true or false, not 1"},
      {R"("Alb": {"MultiValueHeaders": true})", "Alb", "Alb.Function is missing: the name of the function it is for"},
      {R"("Alb": {"Function": "web", "Rules": {"a": {"Function": "web", "PathPattern": "/"}}})", "a",
       "Alb.Rules.a.Priority is missing: a number; the rule with the lowest is looked at first"},
      {R"("Alb": {"Function": "web", "Rules": {"a": {"Priority": 1, "Function": "web"}}})", "a",
       "Alb.Rules.a.PathPattern is missing: a rule has a condition, that or another"},
      {R"("Alb": {"Function": "web", "Rules": {"a": {"Priority": 1, "Function": "web", "PathPatternRegex": "(?=x)y"}}})",
       "PathPatternRegex",
       "Alb.Rules.a.PathPatternRegex: \"(?=x)y\" is no expression of a listener's rule: load balancers know no "
       "lookaheads"},
      {R"("Alb": {"Function": "web", "Rules": {"a": {"Priority": 1, "Function": "web", "PathPattern": "/"}, "b": {"Function": "w", "PathPattern": "/", "Priority": 1}}})",
       "Priority", "Alb.Rules.b.Priority 1 is that of another rule, too"},
      {R"("Alb": {"Function": "web", "MultiValueHeaders": "yes"})", "MultiValueHeaders",
       "Alb.MultiValueHeaders must be true or false, not \"yes\""},
  }));
  CAPTURE(fault.sections);
  CHECK(refused(fault.sections) == place_of(fault.key, fault.sections) + fault.message);
}

TEST_CASE("a route that is none is told with its line and column") {
  const std::string fetch = R"("HttpApi": {"Routes": {"FETCH /": "web"}})";
  CHECK(refused(fetch).starts_with(place_of("FETCH /", fetch) + "HttpApi: route \"FETCH /\": "));
  const std::string rest = R"("RestApi": {"Routes": {"$default": "web"}})";
  CHECK(refused(rest).starts_with(place_of("$default", rest) + "RestApi: "));
  CHECK(refused(rest).find("a REST API has no $default route") != std::string::npos);
}

TEST_CASE("what is wrong with a function URL is told with its line and column") {
  CHECK(refused_url("{\n  \"InvokeMode\": \"STREAM\"}") ==
        "lambdalocal.json:2:3: Functions.web.FunctionUrlConfig.InvokeMode must be BUFFERED or RESPONSE_STREAM, not "
        "\"STREAM\"");
  CHECK(refused_url("{\"Cors\": {\n\n \"MaxAge\": 86401}}") ==
        "lambdalocal.json:3:2: Functions.web.FunctionUrlConfig.Cors.MaxAge must be a whole number from 0 to 86400, not "
        "86401");
  CHECK(refused_url("{\n\"AuthTyp\": \"NONE\"}") ==
        "lambdalocal.json:2:1: Functions.web.FunctionUrlConfig: unknown key AuthTyp; did you mean AuthType?");
  const auto alone = parse_configuration_file("{\"FunctionUrlConfig\":\n 1}", "lambdalocal.json");
  CHECK(alone.error().message == "lambdalocal.json:1:2: FunctionUrlConfig must be an object, not a number");
}

TEST_CASE("a front end without functions is told with its line and column") {
  CHECK(
      parse_configuration_file("{\"Runtime\": \"python3.13\",\n\"HttpApi\": {}}", "lambdalocal.json").error().message ==
      "lambdalocal.json:2:1: HttpApi stands without Functions; list the functions it is for there");
}

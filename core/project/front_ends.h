// What one HTTP front end is configured with: an HTTP API, a REST API, a Function URL or an Application Load Balancer.
// Plain values: read from lambdalocal.json (api_configuration.h), made of flags, or of a template.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/gateway/api.h"
#include "core/gateway/api_keys.h"
#include "core/gateway/authorizers/authorizer.h"
#include "core/gateway/authorizers/jwt.h"
#include "core/gateway/authorizers/user_pool.h"
#include "core/gateway/cors.h"
#include "core/gateway/failures.h"
#include "core/gateway/integrations/http_proxy.h"
#include "core/gateway/listener_rules.h"
#include "core/gateway/routes.h"

namespace lambdalocal::gateway {

enum class PayloadFormat { Version_1_0, Version_2_0 };

// Function URLs call it the invoke mode: BUFFERED, RESPONSE_STREAM; REST APIs the response transfer mode.
enum class ResponseMode { Buffered, Stream };

// What an ALB puts in front of a function.
struct TargetGroup {
  std::string arn;
  bool multi_value_headers = false;  // lambda.multi_value_headers.enabled

  bool operator==(const TargetGroup&) const = default;
};

struct RouteConfiguration {
  Route route;  // names the function; a URL has no key and path, an ALB no path
  PayloadFormat payload_format = PayloadFormat::Version_2_0;  // HTTP APIs
  ResponseMode response_mode = ResponseMode::Buffered;        // REST APIs and Function URLs
  std::string authorizer;                                     // its name; empty: open to all
  std::vector<std::string> scopes;                   // of a JWT authorizer or a user pool: one of them is needed
  std::optional<std::chrono::milliseconds> timeout;  // of the integration; else default_timeout()
  bool api_key_required = false;                     // REST APIs
  std::vector<ListenerCondition> conditions;         // of an ALB's rule: all must hold
  std::optional<TargetGroup> target_group;           // of an ALB's rule; else that of the API
  std::optional<OwnAnswer> own_answer;               // then there is no function
  std::optional<HttpProxy> http_proxy;               // of an API; likewise

  bool operator==(const RouteConfiguration&) const = default;
};

// A JWT authorizer, and where the keys of its issuer are found.
struct JwtAuthorizerConfiguration {
  JwtAuthorizer jwt;
  std::string identity_source = "$request.header.Authorization";
  std::filesystem::path jwks_file;  // empty: asked for at the issuer's /.well-known/openid-configuration
  std::string jwks = {};            // the keys themselves, from --secrets; before the file

  bool operator==(const JwtAuthorizerConfiguration&) const = default;
};

// What somebody says of a pool: each is empty when it is not said.
struct UserPoolSettings {
  std::optional<UserPool> pool;
  std::string issuer;
  std::filesystem::path jwks_file;
  std::map<std::string, std::string> client_ids;  // by the logical id of the template's client
};

struct UserPoolConfiguration {
  UserPool pool;
  std::string name;  // by which a lambdalocal.json and --secrets speak of it: the logical id in a template, else its id
  bool is_stand_in = false;         // of a template that is not deployed: nobody has keys of it
  std::filesystem::path jwks_file;  // empty: asked for at the issuer's /.well-known/jwks.json
  std::string jwks = {};            // the keys themselves, from --secrets; before the file

  bool operator==(const UserPoolConfiguration&) const = default;
};

// COGNITO_USER_POOLS of a REST API.
struct UserPoolAuthorizer {
  std::vector<UserPoolConfiguration> pools;
  std::string identity_source = "method.request.header.Authorization";
  std::string identity_validation;  // a regular expression for the token's aud; empty for none

  bool operator==(const UserPoolAuthorizer&) const = default;
};

using AuthorizerConfiguration = std::variant<Authorizer, JwtAuthorizerConfiguration, UserPoolAuthorizer>;

struct FrontEndConfiguration {
  FrontEnd kind = FrontEnd::HttpApi;
  std::string name;                   // of one of several APIs or load balancers; empty: the only one
  std::optional<std::uint16_t> port;  // 0: any; none: the next free one
  std::string port_setting;           // what people set the port with, for advice
  Api api;
  // A Function URL has one. Those of an ALB are its rules, in the order of their priorities, then the default action.
  std::vector<RouteConfiguration> routes;
  std::optional<CorsConfiguration> cors;
  std::map<std::string, AuthorizerConfiguration> authorizers;
  std::vector<ApiKey> api_keys;  // of a REST API

  bool operator==(const FrontEndConfiguration&) const = default;
};

// What people know it by: "HTTP API", "REST API admin", "ALB", "Function URL of fn".
std::string name_of(const FrontEndConfiguration& front_end);

// The function's name, the URL that takes its place, or what is answered without one.
std::string target_of(const RouteConfiguration& route);

// The load balancer as the events of the route's target group describe it.
Api alb_of(const FrontEndConfiguration& front_end, const RouteConfiguration& route);

// How long the front end waits for the function: 30 s for an HTTP API, 29 s for a REST API, 15 minutes when that
// streams; none for others: the function's own timeout ends it.
// Sources: docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
std::optional<std::chrono::milliseconds> default_timeout(FrontEnd kind, ResponseMode mode);

}  // namespace lambdalocal::gateway

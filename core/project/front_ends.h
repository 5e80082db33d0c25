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
#include "core/gateway/authorizers/authorizer.h"
#include "core/gateway/authorizers/jwt.h"
#include "core/gateway/cors.h"
#include "core/gateway/failures.h"
#include "core/gateway/routes.h"

namespace lambdalocal::gateway {

enum class PayloadFormat { Version_1_0, Version_2_0 };

// Function URLs call it the invoke mode: BUFFERED, RESPONSE_STREAM; REST APIs the response transfer mode.
enum class ResponseMode { Buffered, Stream };

struct RouteConfiguration {
  Route route;  // names the function; a URL and an ALB have no key and path
  PayloadFormat payload_format = PayloadFormat::Version_2_0;  // HTTP APIs
  ResponseMode response_mode = ResponseMode::Buffered;        // REST APIs and Function URLs
  std::string authorizer;                                     // its name; empty: open to all
  std::vector<std::string> scopes;                            // of a JWT authorizer: one of them is needed
  std::optional<std::chrono::milliseconds> timeout;           // of the integration; else default_timeout()

  bool operator==(const RouteConfiguration&) const = default;
};

// A JWT authorizer, and where the keys of its issuer are found.
struct JwtAuthorizerConfiguration {
  JwtAuthorizer jwt;
  std::string identity_source = "$request.header.Authorization";
  std::filesystem::path jwks_file;  // empty: asked for at the issuer's /.well-known/openid-configuration

  bool operator==(const JwtAuthorizerConfiguration&) const = default;
};

using AuthorizerConfiguration = std::variant<Authorizer, JwtAuthorizerConfiguration>;

struct FrontEndConfiguration {
  FrontEnd kind = FrontEnd::HttpApi;
  std::string name;                   // of one of several APIs or load balancers; empty: the only one
  std::optional<std::uint16_t> port;  // 0: any; none: the next free one
  std::string port_setting;           // what people set the port with, for advice
  Api api;
  std::vector<RouteConfiguration> routes;  // a Function URL and an ALB have one
  std::optional<CorsConfiguration> cors;
  std::map<std::string, AuthorizerConfiguration> authorizers;

  bool operator==(const FrontEndConfiguration&) const = default;
};

// What people know it by: "HTTP API", "REST API admin", "ALB", "Function URL of fn".
std::string name_of(const FrontEndConfiguration& front_end);

// How long the front end waits for the function: 30 s for an HTTP API, 29 s for a REST API, 15 minutes when that
// streams; none for others: the function's own timeout ends it.
// Sources: docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
std::optional<std::chrono::milliseconds> default_timeout(FrontEnd kind, ResponseMode mode);

}  // namespace lambdalocal::gateway

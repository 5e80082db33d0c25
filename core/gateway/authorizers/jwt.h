// JWT authorizers of HTTP APIs: an RSA-signed token of one issuer, for one of the audiences, in its time, with one of the
// route's scopes.
// Source: docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/authorizers/json_web_token.h"
#include "core/gateway/http_request.h"

namespace lambdalocal::gateway {

struct JwtAuthorizer {
  std::string issuer;
  std::vector<std::string> audiences;

  bool operator==(const JwtAuthorizer&) const = default;
};

struct JwtVerdict {
  std::optional<HttpResponse> refusal;  // 401 or 403, none when the token is accepted
  std::string fault;                    // why it was refused, for the log
  bool unknown_key = false;             // it was refused as no key has its kid: the issuer may have new ones
  std::string context_2_0;              // requestContext.authorizer, format 2.0: {"jwt":{"claims":{},"scopes":[]}}
  std::string context_1_0;              // format 1.0: {"claims":{},"scopes":[]}
};

// `token` is the value of the identity source, with or without "Bearer "; none when the request has none. `scopes` are
// the route's: none for no check.
JwtVerdict check_jwt(const JwtAuthorizer& authorizer, std::optional<std::string_view> token,
                     const std::vector<std::string>& scopes, const std::vector<Jwk>& keys,
                     std::chrono::system_clock::time_point now, const SignatureCheck& is_valid);

}  // namespace lambdalocal::gateway

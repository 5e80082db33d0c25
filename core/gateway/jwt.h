// JWT authorizers of HTTP APIs: an RSA-signed token of one issuer, for one of the audiences, in its time, with one of the
// route's scopes.
// Source: docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/http_request.h"
#include "core/gateway/rsa.h"
#include "core/result.h"

namespace lambdalocal::gateway {

struct JwtAuthorizer {
  std::string issuer;
  std::vector<std::string> audiences;
};

// A signing key of a JWKS document.
struct Jwk {
  std::string kid;
  RsaKey key;
};

// The RSA keys of a JWKS document; others are passed over. An error when it is none or holds no RSA key.
Result<std::vector<Jwk>> read_jwks(std::string_view json);

// The hash of bytes: 32, 48 or 64 bytes.
using Digest = std::function<std::string(Hash, std::string_view)>;

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
                     std::chrono::system_clock::time_point now, const Digest& digest);

}  // namespace lambdalocal::gateway

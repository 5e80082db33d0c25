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
#include "core/result.h"

namespace lambdalocal::gateway {

struct JwtAuthorizer {
  std::string issuer;
  std::vector<std::string> audiences;

  bool operator==(const JwtAuthorizer&) const = default;
};

enum class Hash { Sha256, Sha384, Sha512 };

// Both numbers big-endian, as JWKs have them after base64url.
struct RsaKey {
  std::string modulus;
  std::string exponent;
};

// A signing key of a JWKS document.
struct Jwk {
  std::string kid;
  RsaKey key;
};

// The RSA keys of a JWKS document; others are passed over. An error when it is none or holds no RSA key.
Result<std::vector<Jwk>> read_jwks(std::string_view json);

// Whether `signature` is that of `signed_part` with the key (RSASSA-PKCS1-v1_5, RFC 8017 section 8.2.2). The caller's, as
// core has no cryptography of its own.
using SignatureCheck =
    std::function<bool(const RsaKey& key, Hash hash, std::string_view signed_part, std::string_view signature)>;

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

// JSON Web Tokens that are signed with RSA, and the keys of those who sign them: what JWT authorizers and user pools have in common.
// Sources: RFC 7515, RFC 7517, RFC 7519
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/events/events.h"
#include "core/result.h"

namespace lambdalocal::gateway {

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

// A token as it was sent; nothing in it was checked.
struct WebToken {
  Json header, claims;  // objects
  std::string_view signed_part;
  std::string signature;
};

// A text of the token without what does not fit a quoted string, as headers and logs have them.
std::string quotable(std::string text);

// What stands behind "Bearer ", or all of it.
std::string_view without_bearer(std::string_view text);

// None when it has not the form of a token. It points into `text`.
std::optional<WebToken> read_token(std::string_view text);

struct SignatureFault {
  std::string what;
  bool unknown_key = false;  // no key has its kid: the issuer may have new ones
};
// Why the signature is not accepted; none when it is.
std::optional<SignatureFault> signature_fault(const WebToken& token, const std::vector<Jwk>& keys,
                                              const SignatureCheck& is_valid);

std::string claim_of(const Json& claims, const char* name);                 // empty when it is no text
std::optional<double> time_claim_of(const Json& claims, const char* name);  // seconds since 1970
std::vector<std::string> scopes_of(const Json& claims);                     // of "scope" and "scp"

}  // namespace lambdalocal::gateway

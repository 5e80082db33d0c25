// RSA signatures of JWTs (RSASSA-PKCS1-v1_5, RFC 8017 section 8.2.2), verified by OpenSSL. What a token must say besides
// is core/gateway/authorizers/jwt.h.
#pragma once

#include <string_view>

#include "core/gateway/authorizers/jwt.h"

namespace lambdalocal::gateway {

// False also for keys that are none: under 1024 or over 8192 bits, even, or with an exponent of more than 64 bits.
bool rsa_signature_is_valid(const RsaKey& key, Hash hash, std::string_view signed_part, std::string_view signature);

}  // namespace lambdalocal::gateway

// RSA signatures of JWTs: RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2.2), verification only. All that is computed here is
// public, so nothing needs to take constant time. The digest is the caller's: core has no hashes of its own.
#pragma once

#include <string>
#include <string_view>

namespace lambdalocal::gateway {

enum class Hash { Sha256, Sha384, Sha512 };

// Both numbers big-endian, as JWKs have them after base64url.
struct RsaKey {
  std::string modulus;
  std::string exponent;
};

// `digest` is the hash of what was signed. False also for keys that are none: under 1024 or over 8192 bits, even, or
// with an exponent of more than 64 bits.
bool rsa_signature_is_valid(const RsaKey& key, Hash hash, std::string_view digest, std::string_view signature);

}  // namespace lambdalocal::gateway

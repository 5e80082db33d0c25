#include "emulator/system/sha512.h"

// The functions without an EVP context, for the reason that sha256.cpp gives.
#define OPENSSL_API_COMPAT 0x10101000L
#include <openssl/sha.h>

namespace lambdalocal::system {

std::array<std::uint8_t, 48> sha384(std::string_view bytes) {
  std::array<std::uint8_t, 48> digest;
  SHA512_CTX context;
  SHA384_Init(&context);
  SHA384_Update(&context, bytes.data(), bytes.size());
  SHA384_Final(digest.data(), &context);
  return digest;
}

std::array<std::uint8_t, 64> sha512(std::string_view bytes) {
  std::array<std::uint8_t, 64> digest;
  SHA512_CTX context;
  SHA512_Init(&context);
  SHA512_Update(&context, bytes.data(), bytes.size());
  SHA512_Final(digest.data(), &context);
  return digest;
}

}  // namespace lambdalocal::system

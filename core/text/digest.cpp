#include "core/text/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <cstdint>
#include <cstdlib>

namespace lambdalocal {

std::string md5(std::string_view bytes) {
  // MD5 needs nothing of openssl.cnf, and reading that takes longer than most digests.
  constexpr std::uint64_t kWithoutConfiguration = OPENSSL_INIT_NO_LOAD_CONFIG;
  std::string digest(16, '\0');
  unsigned int size = 0;
  const bool done = OPENSSL_init_crypto(kWithoutConfiguration, nullptr) == 1 &&
                    EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &size,
                               EVP_md5(), nullptr) == 1;
  if (!done) std::abort();  // only for want of memory
  return digest;
}

std::string md5_hex(std::string_view bytes) { return hex_digits(md5(bytes)); }

std::string hex_digits(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char byte : bytes) {
    text += kDigits[static_cast<unsigned char>(byte) >> 4];
    text += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return text;
}

}  // namespace lambdalocal

#include "emulator/system/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <memory>
#include <vector>

#include "core/text/base64.h"
#include "emulator/system/files/fd.h"

namespace lambdalocal::system {
namespace {

// A digest under way. OpenSSL fails here only for want of memory, which ends a process of ours.
class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    // SHA-256 needs nothing of openssl.cnf, and reading that takes longer than most digests.
    constexpr std::uint64_t kWithoutConfiguration = OPENSSL_INIT_NO_LOAD_CONFIG;
    demand(OPENSSL_init_crypto(kWithoutConfiguration, nullptr));
    demand(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr));
  }
  void update(const void* bytes, std::size_t size) { demand(EVP_DigestUpdate(context_.get(), bytes, size)); }
  Sha256Digest finish() {
    Sha256Digest digest;
    demand(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr));
    return digest;
  }

 private:
  static void demand(int done) {
    if (done != 1) std::abort();
  }

  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace

Sha256Digest sha256(std::string_view bytes) {
  Sha256 digest;
  digest.update(bytes.data(), bytes.size());
  return digest.finish();
}

Result<Sha256Digest> sha256_of_file(int fd) {
  constexpr std::size_t kBlock = 256 * 1024;
  std::vector<unsigned char> block(kBlock);
  Sha256 digest;
  for (off_t offset = 0;;) {
    const ssize_t n = ::pread(fd, block.data(), block.size(), offset);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno_error("read");
    if (n == 0) break;
    digest.update(block.data(), static_cast<std::size_t>(n));
    offset += n;
  }
  return digest.finish();
}

std::string hex(const Sha256Digest& digest) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(digest.size() * 2);
  for (const std::uint8_t byte : digest) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::optional<Sha256Digest> digest_from_hex(std::string_view text) {
  Sha256Digest digest;
  if (text.size() != digest.size() * 2) return std::nullopt;
  for (std::size_t i = 0; i < digest.size(); ++i) {
    const auto [end, error] = std::from_chars(text.data() + 2 * i, text.data() + 2 * i + 2, digest[i], 16);
    if (error != std::errc{} || end != text.data() + 2 * i + 2) return std::nullopt;
  }
  return digest;
}

std::string base64(const Sha256Digest& digest) {
  return base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace lambdalocal::system

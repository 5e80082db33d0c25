// Whatever a client sends for a token, it is refused: nobody can sign for the key. Keys are read from the same bytes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/gateway/authorizers/jwt.h"
#include "core/gateway/authorizers/user_pool.h"
#include "emulator/gateway/authorizers/jwt_signature.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lambdalocal::gateway;
  const std::string_view token(reinterpret_cast<const char*>(data), size);
  if (const auto read = read_jwks(token); read.ok()) {
    for (const Jwk& jwk : *read) {
      for (const Hash hash : {Hash::Sha256, Hash::Sha384, Hash::Sha512}) {
        const std::string signature(jwk.key.modulus.size() % 2048, '\1');
        (void)rsa_signature_is_valid(jwk.key, hash, token, signature);
      }
    }
  }
  const std::vector<Jwk> keys{{"k1", {std::string(256, '\xfb'), std::string("\x01\x00\x01", 3)}}};
  const JwtVerdict verdict = check_jwt({"https://issuer.example", {"app"}}, token, {}, keys,
                                       std::chrono::system_clock::time_point{}, rsa_signature_is_valid);
  if (!verdict.refusal) std::abort();
  const UserPoolVerdict of_pool =
      check_user_pool_token({"p", "https://issuer.example"}, token, {}, keys, {}, rsa_signature_is_valid);
  if (!of_pool.refusal || of_pool.fault.find_first_of("\r\n") != std::string::npos) std::abort();
  for (const auto& [name, value] : verdict.refusal->headers) {
    if (value.find_first_of("\r\n") != std::string::npos) std::abort();
  }
  return 0;
}

// Whatever a client sends for a token, it is refused: nobody can sign for the key. Keys are read from the same bytes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/gateway/jwt.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lambdalocal::gateway;
  const std::string_view token(reinterpret_cast<const char*>(data), size);
  (void)read_jwks(token);
  const std::vector<Jwk> keys{{"k1", {std::string(256, '\xfb'), std::string("\x01\x00\x01", 3)}}};
  const auto digest = [](Hash hash, std::string_view bytes) {
    const std::size_t length = hash == Hash::Sha256 ? 32 : hash == Hash::Sha384 ? 48 : 64;
    return std::string(length, bytes.empty() ? '\0' : bytes.front());
  };
  const JwtVerdict verdict =
      check_jwt({"https://issuer.example", {"app"}}, token, {}, keys, std::chrono::system_clock::time_point{}, digest);
  if (!verdict.refusal) std::abort();
  for (const auto& [name, value] : verdict.refusal->headers) {
    if (value.find_first_of("\r\n") != std::string::npos) std::abort();
  }
  return 0;
}

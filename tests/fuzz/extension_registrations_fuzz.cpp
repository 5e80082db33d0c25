// The bodies of registrations at the Extensions API: whatever the bytes, they are taken or refused with a reason, and what is
// taken are known events, which an internal extension cannot have more of than an external one.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <variant>

#include "core/extensions_api/registration.h"

using namespace lambdalocal::extensions_api;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto external = read_registration(body, Kind::External);
  const auto internal = read_registration(body, Kind::Internal);
  if (const auto* refusal = std::get_if<Refusal>(&external)) {
    if (refusal->error_type.empty() || refusal->message.empty()) std::abort();
    if (std::holds_alternative<Subscription>(internal)) std::abort();
  }
  if (const auto* taken = std::get_if<Subscription>(&internal); taken != nullptr && taken->shutdown) std::abort();
  (void)accepts_feature(body, "accountId");
  (void)is_identifier(body);
  return 0;
}

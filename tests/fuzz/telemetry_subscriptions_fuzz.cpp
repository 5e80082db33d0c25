// The bodies of subscriptions at the Telemetry API and the Logs API: whatever the bytes, they are taken or refused with a reason;
// what is taken is within the limits, and its target can stand in a request line.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <variant>

#include "core/telemetry_api/subscription.h"

using namespace lambdalocal::telemetry_api;

namespace {

void check(std::string_view body, Api api) {
  const auto read = read_subscription(body, api);
  if (const auto* invalid = std::get_if<Invalid>(&read)) {
    if (invalid->message.empty()) std::abort();
    return;
  }
  const auto& taken = std::get<Subscription>(read);
  const auto& [max_items, max_bytes, timeout] = taken.buffering;
  if (api_of(taken.schema) != api || taken.types.names().empty() || taken.destination.port == 0) std::abort();
  if (max_items < 1000 || max_items > 10000 || max_bytes < 262144 || max_bytes > 1048576) std::abort();
  if (timeout.count() < 25 || timeout.count() > 30000) std::abort();
  if (!taken.destination.target.starts_with('/')) std::abort();
  for (const char byte : taken.destination.target) {
    if (byte <= ' ' && byte >= 0) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  check(body, Api::Telemetry);
  check(body, Api::Logs);
  return 0;
}

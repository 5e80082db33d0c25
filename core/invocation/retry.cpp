#include "core/invocation/retry.h"

#include <algorithm>

namespace lambdalocal {

using namespace std::chrono_literals;

std::variant<std::chrono::seconds, GivenUp> after_function_error(int errors, std::chrono::milliseconds age,
                                                                 const EventInvokeConfig& limits) {
  if (errors > limits.maximum_retry_attempts) return GivenUp::RetriesExhausted;
  const std::chrono::seconds delay = errors <= 1 ? 1min : 2min;
  if (age + delay > limits.maximum_event_age) return GivenUp::EventAgeExceeded;
  return delay;
}

std::chrono::seconds after_refusal(int refusals) {
  constexpr int kDoublings = 9;  // 512 s are over five minutes
  return std::min<std::chrono::seconds>(1s * (1 << std::clamp(refusals - 1, 0, kDoublings)), 5min);
}

}  // namespace lambdalocal

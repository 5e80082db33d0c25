#include "core/invocation/result.h"

namespace lambdalocal {

std::string_view name_of(ThrottleReason reason) {
  switch (reason) {
    case ThrottleReason::ConcurrentInvocationLimitExceeded: return "ConcurrentInvocationLimitExceeded";
    case ThrottleReason::FunctionInvocationRateLimitExceeded: return "FunctionInvocationRateLimitExceeded";
    case ThrottleReason::ReservedFunctionConcurrentInvocationLimitExceeded:
      return "ReservedFunctionConcurrentInvocationLimitExceeded";
    case ThrottleReason::ReservedFunctionInvocationRateLimitExceeded:
      return "ReservedFunctionInvocationRateLimitExceeded";
    case ThrottleReason::CallerRateLimitExceeded: return "CallerRateLimitExceeded";
  }
  return "";
}

}  // namespace lambdalocal

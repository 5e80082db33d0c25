#include "emulator/invocation/request.h"

#include <chrono>
#include <utility>

#include "core/function/arn.h"
#include "core/invocation/identifiers.h"

namespace lambdalocal {

Invocation invocation_of(InvokeRequest request, const Function& function, system::Randomness& randomness) {
  Invocation invocation;
  invocation.request_id = request.request_id ? std::move(*request.request_id) : uuid_v4(randomness.bytes<16>());
  invocation.invocation_id = uuid_v4(randomness.bytes<16>());
  invocation.event = std::move(request.event);
  invocation.function_arn = request.qualifier ? unqualified_function_arn(function) + ":" + *request.qualifier
                                              : invoked_function_arn(function);
  invocation.trace_header = request.trace_header
                                ? std::move(*request.trace_header)
                                : trace_header(randomness.bytes<20>(), std::chrono::system_clock::now());
  invocation.client_context = std::move(request.client_context);
  invocation.cognito_identity = std::move(request.cognito_identity);
  invocation.tenant_id = std::move(request.tenant_id);
  return invocation;
}

}  // namespace lambdalocal

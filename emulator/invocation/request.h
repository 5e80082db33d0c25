// What a caller asks for when it invokes a function, and the invocation made of it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/function/function.h"
#include "core/invocation/invocation.h"
#include "emulator/system/randomness.h"

namespace lambdalocal {

struct InvokeRequest {
  std::shared_ptr<const std::string> event;   // JSON, checked by the caller with core/invocation/event.h
  std::optional<std::string> client_context;  // decoded JSON text
  std::optional<std::string> cognito_identity;
  std::optional<std::string> tenant_id;
  std::optional<std::string> trace_header;  // made when absent
  std::optional<std::string> request_id;    // made when absent
  std::optional<std::string> qualifier;     // as the caller named it; else the function's own
};

// The invocation of `function` that is asked for; its identifiers are made where the request has none.
Invocation invocation_of(InvokeRequest request, const Function& function, system::Randomness& randomness);

}  // namespace lambdalocal

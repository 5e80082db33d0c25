// Whatever a caller sends in the headers of Invoke: what of it goes on to the runtime, in a header again, has no line
// break. The input stands for X-Amz-Client-Context, X-Amz-Tenant-Id, X-Amzn-Trace-Id and Authorization in turn.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/function/arn.h"
#include "core/function/limits.h"
#include "core/invocation/client_context.h"
#include "core/invocation/parameters.h"
#include "core/json/check.h"
#include "core/text/base64.h"
#include "emulator/lambda_api/caller_region.h"

using namespace lambdalocal;

namespace {

bool has_control(std::string_view text) {
  for (const char byte : text) {
    if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f) return true;
  }
  return false;
}

void check_context(std::string_view given) {
  const auto context = client_context_json(given);
  if (!context) return;
  if (find_json_fault(*context) || context->find_first_of("\r\n") != std::string::npos) std::abort();
  if (base64_encode(*context).size() > limits::kClientContextBytes) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view given(reinterpret_cast<const char*>(data), size);
  check_context(given);
  check_context(base64_encode(given));
  if (check_tenant_id(given) && (given.empty() || given.size() > 256 || has_control(given))) std::abort();
  if (check_trace_header(given) && has_control(given)) std::abort();
  if (const auto region = lambda_api::caller_region(given); region && !is_region(*region)) std::abort();
  return 0;
}

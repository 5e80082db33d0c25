// Answers of GetLayerVersionByArn, and ARNs of layers: whatever the bytes, what is found has both texts, and an ARN is put together
// again of its parts.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/function/layer_arn.h"
#include "core/lambda_api/layer_version.h"

using namespace lambdalocal;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto content = parse_layer_version(text); content) {
    if (content->location.empty() || content->code_sha256.empty()) std::abort();
  }
  if (const auto arn = parse_layer_version_arn(text); arn) {
    const std::string again = "arn:" + arn->partition + ":lambda:" + arn->region + ":" + arn->account_id +
                              ":layer:" + arn->name + ":" + arn->version;
    if (again != text || again.find('/') != std::string::npos) std::abort();
  }
  return 0;
}

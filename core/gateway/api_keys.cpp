#include "core/gateway/api_keys.h"

#include <algorithm>

#include "core/http/text.h"

namespace lambdalocal::gateway {

const ApiKey* find_api_key(const std::vector<ApiKey>& keys, const HttpRequest& request) {
  const auto sent = find_header(request.headers, "x-api-key");
  if (!sent || sent->empty()) return nullptr;
  const auto found = std::ranges::find(keys, *sent, &ApiKey::value);
  return found == keys.end() ? nullptr : &*found;
}

HttpResponse no_api_key_response() {
  return {403,
          {{"Content-Type", "application/json"}, {"x-amzn-ErrorType", "ForbiddenException"}},
          R"({"message":"Forbidden"})"};
}

}  // namespace lambdalocal::gateway

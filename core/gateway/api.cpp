#include "core/gateway/api.h"

#include <fmt/format.h>

#include "core/arn.h"

namespace lambdalocal::gateway {

std::string execute_api_arn(const Api& api, std::string_view method, std::string_view path) {
  return fmt::format("arn:{}:execute-api:{}:{}:{}/{}/{}{}", partition(api.region), api.region, api.account_id, api.id,
                     api.stage, method, path);
}

}  // namespace lambdalocal::gateway

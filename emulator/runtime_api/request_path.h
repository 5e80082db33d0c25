// The request id inside a Runtime API path.
#pragma once

#include <string_view>

namespace lambdalocal::runtime_api {

// "{id}" of /2018-06-01/runtime/invocation/{id}/response or .../error.
constexpr std::string_view request_id_in(std::string_view target) {
  target = target.substr(0, target.find('?'));
  target = target.substr(0, target.rfind('/'));
  return target.substr(target.rfind('/') + 1);
}

}  // namespace lambdalocal::runtime_api

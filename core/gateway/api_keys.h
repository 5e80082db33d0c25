// The API keys of a REST API: a route that needs one is open to who sends the value of one in X-API-Key.
// Source: docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
#pragma once

#include <string>
#include <vector>

#include "core/gateway/http_request.h"

namespace lambdalocal::gateway {

struct ApiKey {
  std::string name;  // that a template or lambdalocal.json has for it
  std::string id;    // as events have it
  std::string value;
  bool is_stand_in = false;  // nobody said what its value is

  bool operator==(const ApiKey&) const = default;
};

// None when the request has no key, or another one.
const ApiKey* find_api_key(const std::vector<ApiKey>& keys, const HttpRequest& request);

HttpResponse no_api_key_response();

}  // namespace lambdalocal::gateway

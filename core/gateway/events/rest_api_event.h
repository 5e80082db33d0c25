// The event of API Gateway's REST APIs, Lambda proxy integration.
// Source: docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
//
// As recorded on AWS: every member is there, null when empty; header names keep their case; `path` and path parameters
// stay encoded and are without the stage, requestContext.path has it; query values are decoded, the single-value map
// holds the last of each. The body is base64 only if its type is one of the API's binary media types.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/api.h"
#include "core/gateway/api_keys.h"
#include "core/gateway/http_request.h"
#include "core/gateway/routes.h"

namespace lambdalocal::gateway {

// `authorizer` is the JSON text of requestContext.authorizer, empty when there is none.
// `api_key`: with which the request came, where the route needs one.
std::string rest_api_event(const HttpRequest& request, const Api& api, const RouteMatch& match,
                           const std::string& authorizer = {}, const ApiKey* api_key = nullptr);

// Whether a media type is listed: image/png, image/*, */*. The header may have parameters and, as Accept, several types,
// of which the first counts.
bool is_binary_media_type(const std::vector<std::string>& binary_media_types, std::string_view header);

}  // namespace lambdalocal::gateway

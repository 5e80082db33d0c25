// The events of API Gateway's HTTP APIs: payload format 2.0, and 1.0 for routes that ask for it.
// Source: docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
//
// What an HTTP API does to a request, as captured on AWS: the path is percent-decoded and ends at a decoded question
// mark; a stage that is not $default stands in front of it; query values are decoded, repeated ones joined by commas
// (2.0) or listed (1.0). In 2.0 header names are in lower case, cookies stand apart, and what is empty is left out; in
// 1.0 names keep their case and what is empty is null.
#pragma once

#include <string>

#include "core/gateway/api.h"
#include "core/gateway/http_request.h"
#include "core/gateway/routes.h"

namespace lambdalocal::gateway {

// `authorizer` is the JSON text of requestContext.authorizer (core/gateway/authorizers/authorizer.h), empty when there is none.
std::string http_api_event_2_0(const HttpRequest& request, const Api& api, const RouteMatch& match,
                               const std::string& authorizer = {});
std::string http_api_event_1_0(const HttpRequest& request, const Api& api, const RouteMatch& match,
                               const std::string& authorizer = {});

}  // namespace lambdalocal::gateway

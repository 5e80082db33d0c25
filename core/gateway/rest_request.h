// requestContext of REST APIs, as proxy events and REQUEST authorizers get it.
#pragma once

#include "core/gateway/events.h"
#include "core/gateway/routes.h"

namespace lambdalocal::gateway {

Json rest_request_context(const HttpRequest& request, const Api& api, const RouteMatch& match,
                          const std::string& authorizer);

// resource, path, httpMethod, headers, multiValueHeaders, queryStringParameters, multiValueQueryStringParameters,
// pathParameters, stageVariables, appended to `event` in this order.
void append_rest_request(Json& event, const HttpRequest& request, const Api& api, const RouteMatch& match);

}  // namespace lambdalocal::gateway

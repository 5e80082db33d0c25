// The event of an Application Load Balancer whose target is a function.
// Source: docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
//
// Header names are in lower case; the query is handed on as sent, not decoded. With multi-value headers enabled both
// maps list all values under other names; without, the last value of each name counts. The body is "" when there is
// none.
#pragma once

#include <string>

#include "core/gateway/api.h"
#include "core/gateway/http_request.h"

namespace lambdalocal::gateway {

std::string alb_event(const HttpRequest& request, const Api& alb);

}  // namespace lambdalocal::gateway

// The event of a Lambda Function URL: payload format 2.0 with route key and stage $default.
// Source: docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
//
// As recorded on AWS: the path is handed on as sent, query values are decoded; header names are in lower case and
// x-amzn-tls-version and -cipher-suite are added; a URL without authorization says "anonymous" for the account.
#pragma once

#include <string>

#include "core/gateway/api.h"
#include "core/gateway/http_request.h"

namespace lambdalocal::gateway {

// `url.id` is the URL's id, the first label of its host name on AWS.
std::string function_url_event(const HttpRequest& request, const Api& url);

}  // namespace lambdalocal::gateway

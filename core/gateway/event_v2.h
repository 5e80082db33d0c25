// The parts of payload format 2.0 that HTTP APIs and Function URLs fill alike.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/events.h"

namespace lambdalocal::gateway {

struct V2Request {
  std::vector<std::string> cookies;
  Values headers;  // without Cookie
};

// "a=1; b=2" -> "a=1", "b=2", each as sent.
V2Request split_cookies(const HttpRequest& request);

// version, routeKey, rawPath, rawQueryString, cookies, headers, queryStringParameters: the first members, in this order.
Json v2_head(const V2Request& split, const HttpRequest& request, std::string_view route_key, std::string_view raw_path);

// requestContext.http.
Json v2_http(const HttpRequest& request, std::string_view path);

// The members body (left out when empty) and isBase64Encoded; `between` stand between them.
void append_v2_body(Json& event, const HttpRequest& request, const Json& between);

}  // namespace lambdalocal::gateway

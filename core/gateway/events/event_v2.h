// The parts of payload format 2.0 that HTTP APIs and Function URLs fill alike.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/events/events.h"

namespace lambdalocal::gateway {

struct V2Request {
  std::vector<std::string> cookies;
  Values headers;  // without Cookie
};

// "a=1; b=2" -> "a=1", "b=2", each as sent.
V2Request split_cookies(const HttpRequest& request, LengthHeader length);

// version, routeKey, rawPath, rawQueryString, cookies, headers, queryStringParameters: the first members, in this order.
void write_v2_head(JsonWriter& event, const V2Request& split, const HttpRequest& request, std::string_view route_key,
                   std::string_view raw_path);

// requestContext.http.
void write_v2_http(JsonWriter& event, const HttpRequest& request, std::string_view path);

// The member body, left out when it is empty; returns what isBase64Encoded is to say.
bool write_v2_body(JsonWriter& event, const HttpRequest& request);

}  // namespace lambdalocal::gateway

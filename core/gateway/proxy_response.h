// The object a function returns to be an HTTP response: statusCode, headers, multiValueHeaders, cookies, body,
// isBase64Encoded. The front ends read it alike but for what the options say.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/events/events.h"
#include "core/gateway/http_request.h"
#include "core/json/outline.h"
#include "core/result.h"

namespace lambdalocal::gateway {

struct ProxyResponseOptions {
  bool status_required = false;      // else 200
  bool only_known_members = false;   // REST APIs refuse others
  bool single_value_headers = true;  // `headers` counts
  bool multi_value_headers = false;  // `multiValueHeaders` counts, before `headers`
  bool cookies = false;              // `cookies` are Set-Cookie headers
  bool scalar_body = false;          // numbers and booleans are their text
  bool string_header_values_only = false;
  bool alb = false;  // null is no value, and statusDescription is "200 OK" or absent
};

struct ProxyResponse {
  int status = 200;  // 200 to 599: an interim response is none
  Headers headers;   // merged; no line breaks or other control characters in them
  std::string body;
  bool is_base64_encoded = false;
};

// An error tells why it is malformed, in words for the log.
Result<ProxyResponse> read_proxy_response(const JsonOutline& payload, const ProxyResponseOptions& options);

// Takes out headers that the HTTP server sets itself.
void drop_connection_headers(Headers& headers);

// Adds the header unless one of the name is there.
void add_default_header(Headers& headers, std::string_view name, std::string_view value);

}  // namespace lambdalocal::gateway

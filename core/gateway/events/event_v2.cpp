#include "core/gateway/events/event_v2.h"

#include <algorithm>

#include "core/http/text.h"

namespace lambdalocal::gateway {

V2Request split_cookies(const HttpRequest& request, LengthHeader length) {
  V2Request split;
  for (auto& [name, values] : event_headers(request, NameCase::Lower, length)) {
    if (name != "cookie") {
      split.headers.emplace_back(std::move(name), std::move(values));
      continue;
    }
    for (const std::string& value : values) {
      std::string_view rest = value;
      while (!rest.empty()) {
        const std::string_view cookie = rest.substr(0, rest.find(';'));
        rest.remove_prefix(std::min(cookie.size() + 1, rest.size()));
        if (!trimmed(cookie).empty()) split.cookies.emplace_back(trimmed(cookie));
      }
    }
  }
  return split;
}

void write_v2_head(JsonWriter& event, const V2Request& split, const HttpRequest& request, std::string_view route_key,
                   std::string_view raw_path) {
  const std::string_view query = query_of(request.target);
  event.string("version", "2.0");
  event.string("routeKey", route_key);
  event.string("rawPath", raw_path);
  event.string("rawQueryString", query);
  if (!split.cookies.empty()) {
    event.begin_array("cookies");
    for (const std::string& cookie : split.cookies) event.element(cookie);
    event.end_array();
  }
  write_joined_values(event, "headers", split.headers);
  if (const Values parameters = decoded_query(query); !parameters.empty()) {
    write_joined_values(event, "queryStringParameters", parameters);
  }
}

void write_v2_http(JsonWriter& event, const HttpRequest& request, std::string_view path) {
  event.begin_object("http");
  event.string("method", request.method);
  event.string("path", path);
  event.string("protocol", request.protocol);
  event.string("sourceIp", request.source_ip);
  event.string("userAgent", user_agent(request));
  event.end_object();
}

bool write_v2_body(JsonWriter& event, const HttpRequest& request) {
  if (request.body.empty()) return false;
  return write_text_or_base64(event, request);
}

}  // namespace lambdalocal::gateway

#include "core/gateway/event_v2.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/gateway/http_text.h"

namespace lambdalocal::gateway {

V2Request split_cookies(const HttpRequest& request) {
  V2Request split;
  for (auto& [name, values] : event_headers(request, NameCase::Lower)) {
    if (name != "cookie") {
      split.headers.emplace_back(name, values);
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

Json v2_head(const V2Request& split, const HttpRequest& request, std::string_view route_key,
             std::string_view raw_path) {
  const std::string_view query = query_of(request.target);
  Json event = {{"version", "2.0"}, {"routeKey", route_key}, {"rawPath", raw_path}, {"rawQueryString", query}};
  if (!split.cookies.empty()) event["cookies"] = split.cookies;
  event["headers"] = joined_values(split.headers);
  if (Json parameters = joined_values(decoded_query(query)); !parameters.empty()) {
    event["queryStringParameters"] = std::move(parameters);
  }
  return event;
}

Json v2_http(const HttpRequest& request, std::string_view path) {
  return {{"method", request.method},
          {"path", path},
          {"protocol", request.protocol},
          {"sourceIp", request.source_ip},
          {"userAgent", user_agent(request)}};
}

void append_v2_body(Json& event, const HttpRequest& request, const Json& between) {
  const EventBody body = request.body.empty() ? EventBody{} : text_or_base64(request);
  if (!request.body.empty()) event["body"] = body.text;
  for (const auto& [name, value] : between.items()) event[name] = value;
  event["isBase64Encoded"] = body.is_base64;
}

}  // namespace lambdalocal::gateway

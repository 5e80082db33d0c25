#include "core/gateway/function_url_event.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/gateway/event_v2.h"
#include "core/gateway/http_text.h"

namespace lambdalocal::gateway {

std::string function_url_event(const HttpRequest& request, const Api& url) {
  const std::string path(path_of(request.target)), domain = domain_name(url, request);
  V2Request split = split_cookies(request);
  const auto after = std::find_if(split.headers.begin(), split.headers.end(),
                                  [](const auto& header) { return header.first >= "x-amzn-tls-cipher-suite"; });
  split.headers.insert(after,
                       {{"x-amzn-tls-cipher-suite", {"TLS_AES_128_GCM_SHA256"}}, {"x-amzn-tls-version", {"TLSv1.3"}}});
  Json event = v2_head(split, request, "$default", path);
  event["requestContext"] = {{"accountId", "anonymous"},
                             {"apiId", url.id},
                             {"domainName", domain},
                             {"domainPrefix", domain_prefix(domain)},
                             {"http", v2_http(request, path)},
                             {"requestId", request.request_id},
                             {"routeKey", "$default"},
                             {"stage", "$default"},
                             {"time", request_time(request.time)},
                             {"timeEpoch", epoch_milliseconds(request.time)}};
  append_v2_body(event, request, Json::object());
  return event_bytes(event);
}

}  // namespace lambdalocal::gateway

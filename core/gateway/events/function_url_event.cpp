#include "core/gateway/events/function_url_event.h"

#include <algorithm>

#include "core/gateway/events/event_v2.h"
#include "core/http/text.h"

namespace lambdalocal::gateway {

std::string function_url_event(const HttpRequest& request, const Api& url) {
  const std::string path(path_of(request.target)), domain = domain_name(url, request);
  V2Request split = split_cookies(request, LengthHeader::AsReceived);
  const auto after = std::find_if(split.headers.begin(), split.headers.end(),
                                  [](const auto& header) { return header.first >= "x-amzn-tls-cipher-suite"; });
  split.headers.insert(after,
                       {{"x-amzn-tls-cipher-suite", {"TLS_AES_128_GCM_SHA256"}}, {"x-amzn-tls-version", {"TLSv1.3"}}});
  std::string text = event_text(request);
  JsonWriter event(text);
  event.begin_object();
  write_v2_head(event, split, request, "$default", path);
  event.begin_object("requestContext");
  event.string("accountId", "anonymous");
  event.string("apiId", url.id);
  event.string("domainName", domain);
  event.string("domainPrefix", domain_prefix(domain));
  write_v2_http(event, request, path);
  event.string("requestId", request.request_id);
  event.string("routeKey", "$default");
  event.string("stage", "$default");
  event.string("time", request_time(request.time));
  event.number("timeEpoch", epoch_milliseconds(request.time));
  event.end_object();
  const bool is_base64 = write_v2_body(event, request);
  event.flag("isBase64Encoded", is_base64);
  event.end_object();
  return text;
}

}  // namespace lambdalocal::gateway

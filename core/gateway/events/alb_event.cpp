#include "core/gateway/events/alb_event.h"

#include "core/gateway/events/events.h"
#include "core/http/text.h"

namespace lambdalocal::gateway {

std::string alb_event(const HttpRequest& request, const Api& alb) {
  const Values headers = event_headers(request, NameCase::Lower);
  const Values query = raw_query(query_of(request.target));
  std::string text = event_text(request);
  JsonWriter event(text);
  event.begin_object();
  event.begin_object("requestContext");
  event.begin_object("elb");
  event.string("targetGroupArn", alb.target_group_arn);
  event.end_object();
  event.end_object();
  event.string("httpMethod", request.method);
  event.string("path", path_of(request.target));
  if (alb.multi_value_headers) {
    write_all_values(event, "multiValueQueryStringParameters", query, IfEmpty::Object);
    write_all_values(event, "multiValueHeaders", headers, IfEmpty::Object);
  } else {
    write_last_values(event, "queryStringParameters", query, IfEmpty::Object);
    write_last_values(event, "headers", headers, IfEmpty::Object);
  }
  const bool has_body = !request.body.empty();
  if (!has_body) event.string("body", "");
  const bool is_base64 = has_body && write_text_or_base64(event, request);
  event.flag("isBase64Encoded", is_base64);
  event.end_object();
  return text;
}

}  // namespace lambdalocal::gateway

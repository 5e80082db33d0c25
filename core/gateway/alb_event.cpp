#include "core/gateway/alb_event.h"

#include <nlohmann/json.hpp>

#include "core/gateway/events.h"
#include "core/gateway/http_text.h"

namespace lambdalocal::gateway {

std::string alb_event(const HttpRequest& request, const Api& alb) {
  const Values headers = event_headers(request, NameCase::Lower);
  const Values query = raw_query(query_of(request.target));
  const EventBody body = request.body.empty() ? EventBody{} : text_or_base64(request);
  Json event = {{"requestContext", {{"elb", {{"targetGroupArn", alb.target_group_arn}}}}},
                {"httpMethod", request.method},
                {"path", path_of(request.target)}};
  if (alb.multi_value_headers) {
    event["multiValueQueryStringParameters"] = all_values(query);
    event["multiValueHeaders"] = all_values(headers);
  } else {
    event["queryStringParameters"] = last_values(query);
    event["headers"] = last_values(headers);
  }
  event["body"] = body.text;
  event["isBase64Encoded"] = body.is_base64;
  return event_bytes(event);
}

}  // namespace lambdalocal::gateway

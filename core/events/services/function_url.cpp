// Lambda Function URLs. Source: docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
#include "core/gateway/events/function_url_event.h"

#include <fmt/format.h>

#include <array>

#include "core/events/services/http_request.h"
#include "core/events/services/services.h"
#include "core/events/shape.h"

namespace lambdalocal::events {
namespace function_url {
namespace {

constexpr std::array kOptions = {kBodyOption,
                                 kMethodOption,
                                 kPathOption,
                                 kQueryOption,
                                 kHeaderOption,
                                 kCookieOption,
                                 kContentTypeOption,
                                 kSourceIpOption,
                                 kUserAgentOption,
                                 Option{"url-id", "", "of the URL; default: a new one"},
                                 Option{"auth", "NONE", "its AuthType", OptionKind::Choice, "NONE|AWS_IAM"}};

constexpr std::string_view kCaller = R"({"iam": {
  "accessKey": "AKIA{{ID:16}}", "accountId": "{{account}}", "callerId": "AIDA{{ID#user:17}}", "cognitoIdentity": null,
  "principalOrgId": "o-{{id:10}}", "userArn": "arn:{{partition}}:iam::{{account}}:user/example-user", "userId": "AIDA{{ID#user:17}}"
}})";

Result<Json> request(Values& values) {
  gateway::Api url;
  url.id = values.evaluate_text("url-id??id:32");
  const std::string host = fmt::format("{}.lambda-url.{}.on.aws", url.id, values.settings().region);
  TRY(made, http_request(values, host, path_with_slash(values.text("path"))));
  Json event = Json::parse(gateway::function_url_event(made, url));
  if (values.text("auth") == "AWS_IAM") {
    event["requestContext"]["accountId"] = values.settings().account;
    event["requestContext"]["authorizer"] = expand(kCaller, values);
  }
  return event;
}

constexpr std::array kTypes = {
    EventType{.name = "request",
              .about = "a request to the URL of a function",
              .page = "docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html",
              .options = kOptions,
              .build = request,
              .body = "body"},
};

}  // namespace
}  // namespace function_url

std::span<const EventType> function_url_types() { return function_url::kTypes; }

}  // namespace lambdalocal::events

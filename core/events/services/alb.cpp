// Application Load Balancers. Source: docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
#include "core/gateway/events/alb_event.h"

#include <fmt/format.h>

#include <array>

#include "core/events/services/http_request.h"
#include "core/events/services/services.h"

namespace lambdalocal::events {
namespace alb {
namespace {

constexpr std::array kOptions = {kBodyOption,
                                 kMethodOption,
                                 kPathOption,
                                 kQueryOption,
                                 kDnsSuffixOption,
                                 kHeaderOption,
                                 kCookieOption,
                                 kContentTypeOption,
                                 kSourceIpOption,
                                 kUserAgentOption,
                                 Option{"target-group", "lambda-target", "name of the target group"},
                                 Option{"multi-value", "", "multi-value headers are enabled", OptionKind::Flag}};

Result<Json> request(Values& values) {
  const std::string suffix = values.text("dns-suffix");
  const std::string host =
      fmt::format("lambda-alb-{}.{}", values.evaluate_text("digits:10"),
                  suffix.empty() ? values.settings().region + ".elb." + dns_suffix_of(values.settings()) : suffix);
  TRY(made, http_request(values, host, path_with_slash(values.text("path"))));
  gateway::Api alb;
  alb.multi_value_headers = values.is_given("multi-value");
  alb.target_group_arn = fmt::format(
      "arn:{}:elasticloadbalancing:{}:{}:targetgroup/{}/{}", partition_of(values.settings()), values.settings().region,
      values.settings().account, values.text("target-group"), values.evaluate_text("hex:16"));
  return Json::parse(gateway::alb_event(made, alb));
}

constexpr std::array kTypes = {
    EventType{.name = "request",
              .about = "a request to a target group",
              .page = "docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html",
              .options = kOptions,
              .build = request,
              .body = "body"},
};

}  // namespace
}  // namespace alb

std::span<const EventType> alb_types() { return alb::kTypes; }

}  // namespace lambdalocal::events

#include "core/project/templates/function_urls.h"

#include <fmt/format.h>

#include "core/project/templates/sam_apis.h"

namespace lambdalocal::templates {
namespace {

void add(const std::string& function, const ValuePtr& settings, ApiDrafts& drafts) {
  Resolver& resolver = drafts.resolver();
  auto& url = drafts.api(fmt::format("{}.url", function), gateway::FrontEnd::FunctionUrl).configuration;
  url.name.clear();
  url.routes.assign(1, {});
  url.routes[0].route.function = function;
  if (resolver.text(resolver.member(settings, "InvokeMode")) == "RESPONSE_STREAM") {
    url.routes[0].response_mode = gateway::ResponseMode::Stream;
  }
  if (const ValuePtr cors = resolver.resolve(resolver.member(settings, "Cors"))) url.cors = http_api_cors(*cors);
  if (resolver.text(resolver.member(settings, "AuthType")) == "AWS_IAM") {
    drafts.not_emulated("AWS_IAM is not emulated: requests are taken without a signature");
  }
}

}  // namespace

void add_function_url(const TemplateFunction& function, ApiDrafts& drafts) {
  const ValuePtr settings = drafts.resolver().member(function.properties, "FunctionUrlConfig");
  if (settings) add(function.name, settings, drafts);
}

void add_function_url(const Resource& url, ApiDrafts& drafts) {
  const ValuePtr& properties = url.properties();
  if (!properties) return;
  if (const auto function = drafts.function_in(properties->member("TargetFunctionArn")))
    add(*function, properties, drafts);
}

}  // namespace lambdalocal::templates

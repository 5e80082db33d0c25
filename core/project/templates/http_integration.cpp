#include "core/project/templates/http_integration.h"

#include <fmt/format.h>

namespace lambdalocal::templates {
namespace {

Error not_emulated(std::string what) { return {ErrorKind::NotEmulated, std::move(what)}; }

}  // namespace

Result<gateway::HttpProxy> http_proxy_of(const HttpIntegration& integration, gateway::FrontEnd kind,
                                         Resolver& resolver) {
  using gateway::ApiKind;
  const ApiKind api_kind = kind == gateway::FrontEnd::RestApi ? ApiKind::Rest : ApiKind::Http;
  gateway::HttpProxy proxy;
  proxy.uri = resolver.text(integration.uri).value_or("");
  proxy.method = resolver.text(integration.method).value_or("");
  if (resolver.text(integration.connection_type) == "VPC_LINK")
    return not_emulated("an integration through a VPC link");
  if (!proxy.uri.starts_with("http://") && !proxy.uri.starts_with("https://")) {
    return not_emulated(fmt::format("an integration whose URI is \"{}\"", proxy.uri));
  }
  if (api_kind == ApiKind::Http && resolver.resolve(integration.response_parameters)) {
    return not_emulated("an integration with response parameters");
  }
  const ValuePtr parameters = resolver.resolve(integration.request_parameters);
  if (!parameters) return proxy;
  for (const Member& parameter : parameters->members) {
    auto mapping = gateway::parse_parameter_mapping(api_kind, parameter.name, parameter.value->text);
    if (!mapping) return not_emulated("an integration with the " + mapping.error().message);
    proxy.mappings.push_back(*std::move(mapping));
  }
  return proxy;
}

}  // namespace lambdalocal::templates

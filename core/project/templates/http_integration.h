// Integrations of type HTTP_PROXY, which the three ways to write an API have in common but for the names of their properties.
#pragma once

#include "core/project/front_ends.h"
#include "core/project/templates/resolver.h"
#include "core/result.h"

namespace lambdalocal::templates {

// What the properties say, as they are written; null where they are absent.
struct HttpIntegration {
  ValuePtr uri, method, request_parameters, response_parameters, connection_type;
};

// An error tells what of it is not emulated: "an integration through a VPC link".
Result<gateway::HttpProxy> http_proxy_of(const HttpIntegration& integration, gateway::FrontEnd kind,
                                         Resolver& resolver);

}  // namespace lambdalocal::templates

// HTTP proxy integrations (HTTP_PROXY): the request that goes on to a URL instead of a function, and what its answer becomes.
// Sources: docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html,
// http-api-develop-integrations-http.html, request-response-data-mappings.html, http-api-parameter-mapping.html,
// api-gateway-known-issues.html
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/api.h"
#include "core/gateway/failures.h"
#include "core/gateway/http_request.h"
#include "core/gateway/integrations/parameter_mapping.h"
#include "core/gateway/routes.h"
#include "core/result.h"

namespace lambdalocal::gateway {

struct HttpProxy {
  std::string uri;     // "https://example.com/pets/{id}?all=1", with ${stageVariables.x} in it, too
  std::string method;  // ANY: that of the request
  std::vector<ParameterMapping> mappings;

  bool operator==(const HttpProxy&) const = default;
};

// `authorizer`: requestContext.authorizer as JSON text, of format 1.0; may be empty. Only the path and the query are made of what the
// client sent, never the host. Errors tell why API Gateway has no URL to send it to.
Result<ProxiedRequest> proxied_request(const HttpProxy& proxy, const HttpRequest& request, const Api& api, ApiKind kind,
                                       const RouteMatch& match, std::string_view authorizer);

// Without what is about the connection; a REST API renames what it sets itself.
HttpResponse proxied_response(ApiKind kind, HttpResponse answer);

// What a client gets when there is no answer that can be handed on.
enum class ProxyFailure { NoUrl, Unreachable, TooLate, TooLarge };
HttpResponse proxy_failure_response(FrontEnd front_end, ProxyFailure failure);

}  // namespace lambdalocal::gateway

// Cross-origin resource sharing as the front ends are configured for it.
// Sources: docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html,
// docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors,
// docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
//
// HTTP API: the gateway answers preflights and puts its headers on responses to requests with an Origin; the function's
// own CORS headers are dropped. Function URL: the same, but the function's headers are kept, so they may occur twice.
// REST API: the configuration answers OPTIONS only; headers on other responses are the function's affair.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/failures.h"
#include "core/gateway/http_request.h"

namespace lambdalocal::gateway {

struct CorsConfiguration {
  std::vector<std::string> allow_origins;  // https://example.com, https://*, *
  std::vector<std::string> allow_methods;  // GET, *
  std::vector<std::string> allow_headers;
  std::vector<std::string> expose_headers;
  std::optional<int> max_age_seconds;
  bool allow_credentials = false;

  bool operator==(const CorsConfiguration&) const = default;
};

// Whether pages of the origin may call the API: it is listed, or any is.
bool allows_origin(const CorsConfiguration& cors, std::string_view origin);

// Whether the gateway answers the request itself: OPTIONS with Origin and Access-Control-Request-Method; for a REST API
// each OPTIONS.
bool is_preflight(FrontEnd front_end, const HttpRequest& request);

HttpResponse preflight_response(FrontEnd front_end, const CorsConfiguration& cors, const HttpRequest& request);

// On what the function, an authorizer or the gateway answered.
void apply_cors(FrontEnd front_end, const CorsConfiguration& cors, const HttpRequest& request, HttpResponse& response);

}  // namespace lambdalocal::gateway

// What each front end answers when it has no answer of the function: its own status and body for each failure.
// Sources: docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html,
// docs.aws.amazon.com/lambda/latest/dg/urls-monitoring.html,
// docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
#pragma once

#include <string_view>

#include "core/gateway/http_request.h"

namespace lambdalocal::gateway {

enum class FrontEnd { HttpApi, RestApi, FunctionUrl, Alb };

enum class Failure {
  FunctionError,     // raised, exited, timed out
  Malformed,         // the function's answer is none for this front end
  InvokeRefused,     // Lambda did not take the invocation
  Throttled,         // Lambda answered 429
  Timeout,           // the integration's own limit, 29 or 30 s
  NoRoute,           // no route, no method, no such Function URL
  Unauthorized,      // the identity is missing or not accepted
  Denied,            // the authorizer denies
  AuthorizerFailed,  // the authorizer has no valid answer
  RequestTooLarge,   // the body
  HeadersTooLarge,   // request line and headers
  BadRequest,        // HTTP/1.1 without Host, an upgrade to WebSocket
  MethodNotAllowed,  // CONNECT, TRACE
  Unavailable,       // the service is about to end
};

// Whether the front end takes requests of the method at all.
bool takes_method(std::string_view method);

// Whether the request wants to go on as a WebSocket, which an ALB and an HTTP API have no way to hand to a function.
bool wants_websocket(FrontEnd front_end, const HttpRequest& request);

HttpResponse failure_response(FrontEnd front_end, Failure failure);

// The answer of a REST API to an identity that is denied: by a statement that says so, or because none allows it.
HttpResponse rest_denied_response(bool explicitly);

// Bytes of a body, and of request line and headers, that the front end takes.
std::size_t max_body_bytes(FrontEnd front_end);
constexpr std::size_t kMaxHeaderBytes = 10240;  // HTTP APIs and REST APIs

// The refusal of a request that is over these limits, with status 0 when it is not.
HttpResponse refuse_oversized(FrontEnd front_end, const HttpRequest& request);

}  // namespace lambdalocal::gateway

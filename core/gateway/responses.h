// What a function's payload becomes as an HTTP response, per front end. Never fails: a payload the front end does not
// take is its own failure response, with the reason for the log.
// Sources: docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html,
// docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html,
// docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html,
// docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/gateway/api.h"
#include "core/gateway/http_request.h"

namespace lambdalocal::gateway {

struct Converted {
  HttpResponse response;
  std::string fault;  // why the payload was refused: a lower-case fragment; empty when it was not
};

// HTTP API. Format 2.0 takes any JSON: without statusCode it is the body, a string without its quotes. Format 1.0 takes
// an object with statusCode. Malformed: 500.
Converted http_api_response_2_0(std::string_view payload);
Converted http_api_response_1_0(std::string_view payload);

// REST API. Takes an object that is not empty and has known members only. Malformed: 502. The body is decoded only when
// the first type of the client's Accept is one of the binary media types.
Converted rest_api_response(std::string_view payload, const Api& api, const HttpRequest& request);

// Function URL: as format 2.0, with 502 for what is malformed.
Converted function_url_response(std::string_view payload);

// ALB. Takes an object with statusCode; with multi-value headers enabled, only multiValueHeaders count. Malformed: 502.
Converted alb_response(std::string_view payload, bool multi_value_headers);

// REST APIs rename headers that they set themselves: Server is x-amzn-Remapped-Server.
void remap_rest_headers(Headers& headers);

// The headers a front end puts on every response: request ids and the trace.
void add_rest_api_headers(HttpResponse& response, const HttpRequest& request);
void add_http_api_headers(HttpResponse& response, const HttpRequest& request);
void add_function_url_headers(HttpResponse& response, const HttpRequest& request);

}  // namespace lambdalocal::gateway

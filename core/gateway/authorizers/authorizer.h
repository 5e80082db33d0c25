// Lambda authorizers: which requests need one's answer, the event it gets, what its answer means, and what the function
// is told of it.
// Sources: docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html,
// docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
//
//   identity_values -> (the cache) -> authorizer_event -> the authorizer's function -> read_authorizer_answer -> (the
//   cache) -> decide -> the event of the route's function with authorizer_context
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/api.h"
#include "core/gateway/authorizers/policy.h"
#include "core/gateway/failures.h"
#include "core/gateway/http_request.h"
#include "core/gateway/routes.h"
#include "core/result.h"

namespace lambdalocal::gateway {

enum class AuthorizerType {
  Token,            // REST API, one header
  Request,          // REST API, the whole request
  HttpRequest_1_0,  // HTTP API, payload formats 1.0 and 2.0
  HttpRequest_2_0,
};

struct Authorizer {
  std::string function;
  AuthorizerType type = AuthorizerType::Token;
  // method.request.header.X, method.request.querystring.x, context.x, stageVariables.x; HTTP APIs write $request.header.X,
  // $request.querystring.x, $context.x, $stageVariables.x. A Token authorizer has one header.
  std::vector<std::string> identity_sources = {"method.request.header.Authorization"};
  std::string identity_validation;  // Token: a regular expression; empty for none
  std::chrono::seconds result_ttl{300};
  bool simple_responses = false;  // HTTP API 2.0: {"isAuthorized": ...}

  bool operator==(const Authorizer&) const = default;
};

// Whether the sources and the expression have a form API Gateway takes; a Usage error if not.
Result<void> check_authorizer(const Authorizer& authorizer);

// The values of the identity sources; none when one is missing or not as the expression wants it: the client gets 401
// and the authorizer is not asked. Without caching a Request authorizer of a REST API is asked all the same.
std::optional<std::vector<std::string>> identity_values(const Authorizer& authorizer, const HttpRequest& request,
                                                        const Api& api, const RouteMatch& match);

// What a cached answer is found by: the identity; equal for two requests only if all values are.
std::string authorizer_cache_key(const std::vector<std::string>& identity);

// The event of the authorizer's function. REST APIs and HTTP APIs, by type.
std::string authorizer_event(const Authorizer& authorizer, const HttpRequest& request, const Api& api,
                             const RouteMatch& match, const std::vector<std::string>& identity);

// The ARN that policies are about: that of the request.
std::string request_arn(const HttpRequest& request, const Api& api);

struct AuthorizerAnswer {
  std::string principal_id;
  std::optional<Policy> policy;  // none: a simple response
  bool is_authorized = false;    // of a simple response
  std::string context = "{}";    // JSON text
};

// The answer in a payload; an error tells what is wrong with it, the client gets AuthorizerFailed.
Result<AuthorizerAnswer> read_authorizer_answer(const Authorizer& authorizer, std::string_view payload);

// What the client gets when the authorizer's function failed with this error payload: 401 if a REST API's authorizer
// raised exactly "Unauthorized", else AuthorizerFailed.
Failure authorizer_failure(const Authorizer& authorizer, std::string_view error_payload);

Verdict decide(const AuthorizerAnswer& answer, std::string_view request_arn);

// requestContext.authorizer for the route's function, as JSON text. `format_2_0`: of the function's event.
std::string authorizer_context(const Authorizer& authorizer, const AuthorizerAnswer& answer, bool format_2_0,
                               std::chrono::milliseconds latency);

}  // namespace lambdalocal::gateway

// The HTTP request that the events of API Gateway, Function URLs and ALBs are about, made of their options. The events themselves
// are core/gateway's, which `lambdalocal serve` sends, too.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "core/events/catalogue.h"
#include "core/events/values.h"
#include "core/gateway/api.h"
#include "core/gateway/http_request.h"
#include "core/gateway/routes.h"
#include "core/result.h"

namespace lambdalocal::events {

constexpr Option kMethodOption{"method", "POST", "of the request"};
constexpr Option kPathOption{"path", "path/to/resource", "of the request, encoded as it is sent"};
constexpr Option kQueryOption{"querystringparameters", R"({"foo": "bar"})", "a JSON object, or a query: a=1&b=2"};
constexpr Option kBodyOption{"body", R"({"test":"body"})",
                             "of the request; none with GET and HEAD, if it is not given"};
constexpr Option kHeaderOption{"header", "", "'Name: value'; repeatable", OptionKind::List};
constexpr Option kCookieOption{"cookie", "", "name=value; repeatable", OptionKind::List};
constexpr Option kContentTypeOption{"content-type", "application/json",
                                    "of the body: what is no text travels as base64"};
constexpr Option kSourceIpOption{"source-ip", "203.0.113.17", "of the client"};
constexpr Option kUserAgentOption{"user-agent", "curl/8.5.0", "of the client"};
constexpr Option kDnsSuffixOption{"dns-suffix", "", "of the host's name; default: of the region"};
constexpr Option kApiIdOption{"api-id", "", "of the API; default: a new one"};
constexpr Option kAuthorizerOption{"authorizer", "", "requestContext.authorizer, as JSON", OptionKind::JsonText};
constexpr Option kStageVariableOption{"stage-variable", "", "name=value; repeatable", OptionKind::List};

// The request to `host`; its target is the path and the query. Errors are Usage.
Result<gateway::HttpRequest> http_request(Values& values, const std::string& host, std::string path);

// "path", with a slash in front.
std::string path_with_slash(std::string path);

// name=value, as an option lists them.
Result<std::vector<std::pair<std::string, std::string>>> name_values(const Values& values, std::string_view option);

// The route of a key and the request's path. Where no path is given and the usual one is none of the route, the path is made of the
// route: its parameters are their names. Errors are Usage.
struct Routed {
  gateway::Route route;
  std::string path;
  gateway::PathParameters parameters;

  gateway::RouteMatch match() const { return {&route, parameters}; }
};
Result<Routed> routed(const Values& values, const std::string& key, gateway::ApiKind kind);

}  // namespace lambdalocal::events

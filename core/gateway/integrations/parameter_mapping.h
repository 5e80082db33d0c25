// RequestParameters: what of the request that goes on to an integration is made of what of the request that came.
// Sources: docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping-sources.html,
// http-api-parameter-mapping.html
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/gateway/api.h"
#include "core/gateway/http_request.h"
#include "core/gateway/routes.h"
#include "core/result.h"

namespace lambdalocal::gateway {

struct ParameterMapping {
  enum class Action { Overwrite, Append, Remove };
  enum class Target { PathParameter, Header, QueryString, WholePath };
  Action action = Action::Overwrite;
  Target target = Target::PathParameter;
  std::string name;
  // REST APIs: method.request.path.x, method.request.header.X, method.request.querystring.x, context.x, stageVariables.x, 'text';
  // HTTP APIs: text with $request.path.x, ${request.header.X} and their like in it.
  std::string value;

  bool operator==(const ParameterMapping&) const = default;
};

// "integration.request.path.proxy" of a REST API, "append:header.X" of an HTTP API, and the value. An error names what is not
// emulated, as JSON paths into bodies.
Result<ParameterMapping> parse_parameter_mapping(ApiKind kind, std::string_view key, std::string_view value);

struct ProxiedRequest {
  std::string method, url;
  Headers headers;  // without Host and Content-Length
};

// What the values of mappings are made of. The references must outlive it.
class MappingSources {
 public:
  // `authorizer`: requestContext.authorizer as JSON text, of format 1.0; may be empty.
  MappingSources(const HttpRequest& request, const Api& api, ApiKind kind, const RouteMatch& match,
                 std::string_view authorizer);

  const HttpRequest& request() const { return request_; }
  const Api& api() const { return api_; }
  ApiKind kind() const { return kind_; }
  const Route& route() const { return *match_.route; }

  // None: a REST API's value is not there.
  std::optional<std::string> value_of(const ParameterMapping& mapping) const;
  // "request.path.id", "method.request.header.X", "context.requestId", "stageVariables.host".
  std::optional<std::string> find(std::string_view selection) const;
  std::optional<std::string> path_parameter(std::string_view name) const;

 private:
  std::optional<std::string> header(std::string_view name) const;
  std::optional<std::string> query(std::string_view name) const;
  std::optional<std::string> context(std::string_view name) const;
  std::optional<std::string> of_authorizer(std::string_view path) const;
  std::optional<std::string> one_of(const std::vector<std::string>& values) const;

  const HttpRequest& request_;
  const Api& api_;
  const ApiKind kind_;
  const RouteMatch& match_;
  const nlohmann::ordered_json authorizer_;
};

// Headers that no mapping makes: those of the connection, and those that API Gateway makes itself.
bool is_header_of_gateway(ApiKind kind, std::string_view name);

}  // namespace lambdalocal::gateway

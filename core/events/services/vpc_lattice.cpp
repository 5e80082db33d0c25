// Amazon VPC Lattice, versions 1 and 2 of its event. Source: docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html
#include <fmt/format.h>

#include <array>

#include "core/events/services/http_request.h"
#include "core/events/services/services.h"
#include "core/events/shape.h"
#include "core/http/text.h"
#include "core/text/ascii.h"
#include "core/text/base64.h"

namespace lambdalocal::events {
namespace vpc_lattice {
namespace {

constexpr std::array kOptions = {kBodyOption,        kMethodOption,
                                 kPathOption,        kQueryOption,
                                 kHeaderOption,      kCookieOption,
                                 kContentTypeOption, kSourceIpOption,
                                 kUserAgentOption,   Option{"service", "example-service", "name of the service"}};

constexpr std::string_view kContext = R"({
  "serviceNetworkArn": "arn:{{partition}}:vpc-lattice:{{region}}:{{account}}:servicenetwork/sn-{{hex:17}}",
  "serviceArn": "arn:{{partition}}:vpc-lattice:{{region}}:{{account}}:service/svc-{{hex:17}}",
  "targetGroupArn": "arn:{{partition}}:vpc-lattice:{{region}}:{{account}}:targetgroup/tg-{{hex:17}}",
  "identity": {"sourceVpcArn": "arn:{{partition}}:ec2:{{region}}:{{account}}:vpc/vpc-{{hex:17}}"}, "region": "{{region}}",
  "timeEpoch": "{{time:ms}}000"
})";

struct Request {
  gateway::HttpRequest http;
  std::string body;
  bool base64 = false;
};

Result<Request> lattice_request(Values& values) {
  const std::string host = fmt::format("{}-{}.7d67968.vpc-lattice-svcs.{}.on.aws", values.text("service"),
                                       values.evaluate_text("hex:17"), values.settings().region);
  TRY(http, http_request(values, host, path_with_slash(values.text("path"))));
  Request request{std::move(http), {}, false};
  const auto type = gateway::find_header(request.http.headers, "content-type");
  request.base64 = !request.http.body.empty() && !gateway::is_text(gateway::media_type(type.value_or("")));
  request.body = request.base64 ? base64_encode(request.http.body) : request.http.body;
  request.http.headers.emplace_back("X-Forwarded-For", request.http.source_ip);
  return request;
}

Json first_values(std::string_view query) {
  Json parameters = Json::object();
  for (const auto& [name, value] : gateway::query_parameters(query)) parameters[form_decode(name)] = form_decode(value);
  return parameters;
}

Result<Json> version_1(Values& values) {
  TRY(request, lattice_request(values));
  Json headers = Json::object();
  for (const auto& [name, value] : request.http.headers) headers[lower_case(name)] = value;
  return Json{{"raw_path", request.http.target},
              {"method", request.http.method},
              {"headers", std::move(headers)},
              {"query_string_parameters", first_values(gateway::query_of(request.http.target))},
              {"body", request.body},
              {"is_base64_encoded", request.base64}};
}

Result<Json> version_2(Values& values) {
  TRY(request, lattice_request(values));
  Json headers = Json::object(), parameters = Json::object();
  for (const auto& [name, value] : request.http.headers) headers[lower_case(name)].push_back(value);
  for (const auto& [name, value] : gateway::query_parameters(gateway::query_of(request.http.target))) {
    parameters[form_decode(name)].push_back(form_decode(value));
  }
  Json event = {{"version", "2.0"},
                {"path", request.http.target},
                {"method", request.http.method},
                {"headers", std::move(headers)}};
  if (!parameters.empty()) event["queryStringParameters"] = std::move(parameters);
  if (!request.body.empty()) event["body"] = request.body;
  event["isBase64Encoded"] = request.base64;
  event["requestContext"] = expand(kContext, values);
  return event;
}

constexpr std::string_view kPage = "docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html";
constexpr std::array kTypes = {
    EventType{.name = "request",
              .about = "a request to a service, event structure V2",
              .page = kPage,
              .options = kOptions,
              .build = version_2,
              .body = "body"},
    EventType{.name = "request-v1",
              .about = "a request to a service, event structure V1",
              .page = kPage,
              .options = kOptions,
              .build = version_1,
              .body = "body"},
};

}  // namespace
}  // namespace vpc_lattice

std::span<const EventType> vpc_lattice_types() { return vpc_lattice::kTypes; }

}  // namespace lambdalocal::events

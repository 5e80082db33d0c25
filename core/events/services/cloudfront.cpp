// Lambda@Edge: requests and responses of CloudFront. Source:
// docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/events/services/services.h"
#include "core/events/shape.h"
#include "core/events/values.h"
#include "core/text/ascii.h"
#include "core/text/percent.h"

namespace lambdalocal::events {
namespace cloudfront {
namespace {

constexpr Option kUri{"uri", "/test", "of the request"};
constexpr Option kMethod{"method", "GET", "of the request"};
constexpr Option kQuery{"querystring", "", "of the request, without the question mark"};
constexpr Option kHeader{"header", "", "of the request, 'Name: value'; repeatable", OptionKind::List};
constexpr Option kDistribution{"distribution-id", "", "default: a new one"};
constexpr Option kRequestEvent{"event-type", "", "default: what fits", OptionKind::Choice,
                               "viewer-request|origin-request"};
constexpr Option kResponseEvent{"event-type", "", "default: what fits", OptionKind::Choice,
                                "viewer-response|origin-response"};
constexpr std::array kRequestOptions = {kUri, kMethod, kQuery, kHeader, kDistribution, kRequestEvent};
constexpr std::array kForecastOptions = {
    Option{"uri", "/forecast/Seattle:NewYork:Chicago:SanFrancisco", "of the request"},
    kMethod,
    kQuery,
    kHeader,
    kDistribution,
    kRequestEvent};
constexpr std::array kBodyOptions = {kUri,
                                     Option{"method", "POST", "of the request"},
                                     kQuery,
                                     kHeader,
                                     kDistribution,
                                     kRequestEvent,
                                     Option{"body", "name=Ada", "of the request, any bytes"}};
constexpr std::array kResponseOptions = {kUri,
                                         kMethod,
                                         kQuery,
                                         kHeader,
                                         kDistribution,
                                         kResponseEvent,
                                         Option{"status", "200", "of the response", OptionKind::Number}};

constexpr std::string_view kShape = R"({"Records": [{"cf": {
  "config": {
    "distributionDomainName": "{{domain}}", "distributionId": "{{distribution-id??distribution}}", "eventType": "{{event}}",
    "requestId": "{{base64:41}}"},
  "request": {
    "clientIp": "203.0.113.17", "headers": "{{headers}}", "method": "{{method}}", "querystring": "{{query}}", "uri": "{{uri}}",
    "origin": "{{?origin}}", "body": "{{?request-body}}"},
  "response": "{{?response}}"
}}]})";
constexpr std::string_view kOrigin = R"({"custom": {
  "customHeaders": {}, "domainName": "example.org", "keepaliveTimeout": 5, "path": "", "port": 443, "protocol": "https",
  "readTimeout": 30, "sslProtocols": ["TLSv1.2"]
}})";
constexpr std::string_view kResponse = R"({
  "status": "{{status}}", "statusDescription": "{{reason}}",
  "headers": {
    "content-type": [{"key": "Content-Type", "value": "text/html; charset=utf-8"}],
    "date": [{"key": "Date", "value": "{{time:http}}"}],
    "server": [{"key": "Server", "value": "example"}],
    "last-modified": [{"key": "Last-Modified", "value": "{{time:http:-86400000}}"}],
    "cache-control": [{"key": "Cache-Control", "value": "max-age=60"}],
    "x-amz-meta-last-modified": [{"key": "X-Amz-Meta-Last-Modified", "value": "{{time:http:-172800000}}"}]}
})";

// What a scenario of SAM is about: when the function runs, the query and the headers it looks at.
struct Scenario {
  std::string_view type, event, query, headers;
};
constexpr std::array kScenarios = {
    Scenario{"ab-test", "viewer-request", "", "Cookie: X-Experiment-Name=B; theme=dark"},
    Scenario{"access-request-in-response", "origin-response", "", ""},
    Scenario{"http-redirect", "origin-request", "", ""},
    Scenario{"modify-querystring", "origin-request", "", "CloudFront-Viewer-Country: US"},
    Scenario{"modify-response-header", "origin-response", "", ""},
    Scenario{"multiple-remote-calls-aggregate-response", "viewer-request", "", ""},
    Scenario{"normalize-querystring-to-improve-cache-hit", "viewer-request", "size=LARGE&color=RED", ""},
    Scenario{"redirect-on-viewer-country", "origin-request", "", "CloudFront-Viewer-Country: DE"},
    Scenario{"redirect-unauthenticated-users", "viewer-request", "", "Cookie: theme=dark"},
    Scenario{"response-generation", "viewer-request", "", ""},
    Scenario{
        "serve-object-on-viewer-device", "origin-request", "",
        "CloudFront-Is-Desktop-Viewer: true\nCloudFront-Is-Mobile-Viewer: false\nCloudFront-Is-Tablet-Viewer: false"},
    Scenario{"simple-remote-call", "viewer-request", "", ""},
    Scenario{"request-with-body", "viewer-request", "", "Content-Type: application/x-www-form-urlencoded"},
};

void add_header(Json& headers, std::string_view line) {
  const std::size_t colon = line.find(':');
  const std::string name(line.substr(0, colon));
  std::string_view value = line.substr(colon + 1);
  while (value.starts_with(' ')) value.remove_prefix(1);
  headers[lower_case(name)].push_back(Json{{"key", name}, {"value", value}});
}

std::string_view reason_of(std::string_view status) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kReasons = {
      {{"200", "OK"},
       {"301", "Moved Permanently"},
       {"302", "Found"},
       {"304", "Not Modified"},
       {"403", "Forbidden"},
       {"404", "Not Found"},
       {"500", "Internal Server Error"},
       {"503", "Service Unavailable"}}};
  const auto known = std::ranges::find(kReasons, status, &std::pair<std::string_view, std::string_view>::first);
  return known == kReasons.end() ? "Unknown" : known->second;
}

Result<void> edge(Values& values) {
  const auto scenario = std::ranges::find(kScenarios, values.type().name, &Scenario::type);
  const std::string event =
      values.text("event-type").empty() ? std::string(scenario->event) : values.text("event-type");
  const std::string domain = "d" + values.evaluate_text("id:13") + ".cloudfront.net";
  Json headers = Json::object();
  add_header(headers, "Host: " + (event.starts_with("origin") ? std::string("example.org") : domain));
  add_header(headers, "User-Agent: " + std::string(event.starts_with("origin") ? "Amazon CloudFront" : "curl/8.5.0"));
  if (event.starts_with("origin")) add_header(headers, "X-Forwarded-For: 203.0.113.17");
  for (std::string_view rest = scenario->headers; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    add_header(headers, rest.substr(0, end));
    rest = end == std::string_view::npos ? "" : rest.substr(end + 1);
  }
  for (const std::string& header : values.list("header")) {
    if (header.find(':') == std::string::npos) {
      return Error{ErrorKind::Usage, fmt::format("--header takes 'Name: value', not '{}'", header)};
    }
    headers.erase(lower_case(header.substr(0, header.find(':'))));
    add_header(headers, header);
  }
  values.set("headers", std::move(headers));
  values.set("domain", domain);
  values.set("distribution", "E" + values.evaluate_text("ID:13"));
  values.set("event", event);
  values.set("query", values.is_given("querystring") ? values.text("querystring") : std::string(scenario->query));
  values.set("origin", event.starts_with("origin") ? expand(kOrigin, values) : Json());
  values.set("request-body", Json());
  values.set("response", Json());
  return {};
}

Result<void> edge_body(Values& values) {
  TRY_VOID(edge(values));
  values.set("request-body", Json{{"inputTruncated", false},
                                  {"action", "read-only"},
                                  {"encoding", "base64"},
                                  {"data", values.evaluate("body|base64")}});
  return {};
}

Result<void> edge_response(Values& values) {
  TRY_VOID(edge(values));
  values.set("reason", std::string(reason_of(values.text("status"))));
  values.set("response", expand(kResponse, values));
  return {};
}

constexpr std::string_view kPage =
    "docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html";

constexpr EventType request(std::string_view name, std::string_view about,
                            std::span<const Option> options = kRequestOptions) {
  return {.name = name, .about = about, .page = kPage, .options = options, .shape = kShape, .compute = edge};
}
constexpr EventType response(std::string_view name, std::string_view about) {
  return {.name = name,
          .about = about,
          .page = kPage,
          .options = kResponseOptions,
          .shape = kShape,
          .compute = edge_response};
}

constexpr std::array kTypes = {
    request("ab-test", "a request with an experiment's cookie"),
    response("access-request-in-response", "a response, with the request it is to"),
    request("http-redirect", "a request to be redirected"),
    request("modify-querystring", "a request whose query is to be changed"),
    response("modify-response-header", "a response whose headers are to be changed"),
    request("multiple-remote-calls-aggregate-response", "a request for several answers in one", kForecastOptions),
    request("normalize-querystring-to-improve-cache-hit", "a request whose query is to be put in order"),
    request("redirect-on-viewer-country", "a request with its viewer's country"),
    request("redirect-unauthenticated-users", "a request without a session"),
    request("response-generation", "a request to be answered at the edge"),
    request("serve-object-on-viewer-device", "a request with its viewer's device"),
    request("simple-remote-call", "a request that needs a call elsewhere"),
    EventType{.name = "request-with-body",
              .about = "a request whose body is shown",
              .page = kPage,
              .options = kBodyOptions,
              .shape = kShape,
              .compute = edge_body,
              .body = "body"},
};

}  // namespace
}  // namespace cloudfront

std::span<const EventType> cloudfront_types() { return cloudfront::kTypes; }

}  // namespace lambdalocal::events

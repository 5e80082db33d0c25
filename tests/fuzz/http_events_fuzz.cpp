// Whatever a client sends, each front end makes an event of it that is JSON, and routing does not fall over, by routes or by rules;
// what goes on to a URL goes to that host alone.
// The input: method, target, then a header per line, an empty line, the body.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/gateway/events/alb_event.h"
#include "core/gateway/events/function_url_event.h"
#include "core/gateway/events/http_api_event.h"
#include "core/gateway/events/rest_api_event.h"
#include "core/gateway/integrations/http_proxy.h"
#include "core/gateway/listener_rules.h"
#include "core/json/check.h"

using namespace lambdalocal;
using namespace lambdalocal::gateway;

namespace {

std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line;
}

void check(const std::string& event) {
  if (find_json_fault(event)) std::abort();
}

RouteTable table(ApiKind kind) {
  RouteTable routes(kind);
  for (const std::string_view key : {"ANY /{proxy+}", "GET /a/{id}", "GET /a/{id}/b/{rest+}", "POST /"}) {
    if (!routes.add(*parse_route_key(key, kind))) std::abort();
  }
  return routes;
}

// Rules about what the request has itself: patterns of foreign bytes against foreign bytes.
void check_rules(const HttpRequest& request) {
  using enum ConditionField;
  for (const auto field : {PathPattern, HostHeader, HttpRequestMethod, HttpHeader, QueryString, SourceIp}) {
    const ListenerCondition condition{field,
                                      request.method,
                                      {request.method, request.target},
                                      {{request.method, request.target}, {"", request.target}},
                                      {request.target}};
    (void)check_expressions(condition);
    (void)holds(condition, request);
    (void)text_of(condition);
  }
  Redirect redirect;
  redirect.path = request.target;
  (void)redirect_response(redirect, request);
  check(response_of(not_emulated(FrontEnd::HttpApi, request.target), request).body);
}

void check_proxy(const HttpRequest& request, const Api& api, ApiKind kind, const RouteMatch& match) {
  constexpr std::string_view kHost = "http://backend/";
  const bool is_rest = kind == ApiKind::Rest;
  HttpProxy proxy{"http://backend/{proxy}/{id}?a={id}", "ANY", {}};
  const std::vector<std::pair<std::string, std::string>> mappings =
      is_rest ? std::vector<std::pair<std::string, std::string>>{{"path.proxy", "method.request.path.proxy"},
                                                                 {"path.id", "method.request.header.host"},
                                                                 {"header.X", "method.request.querystring.a"}}
              : std::vector<std::pair<std::string, std::string>>{
                    {"append:header.X", "$request.querystring.a $request.path"},
                    {"overwrite:querystring.a", "${request.path.proxy}"},
                    {"overwrite:path", "$request.header.host"}};
  for (const auto& [key, value] : mappings) {
    proxy.mappings.push_back(*parse_parameter_mapping(kind, is_rest ? "integration.request." + key : key, value));
  }
  (void)parse_parameter_mapping(kind, request.target, request.method);
  const auto proxied = proxied_request(proxy, request, api, kind, match, request.body);
  if (!proxied) return;
  const std::string_view url = proxied->url;
  if (!url.starts_with(kHost) || url.find_first_of(" \r\n#") != std::string_view::npos) std::abort();
  if (url.substr(0, url.find('?')).find('\\') != std::string_view::npos) std::abort();
  for (const auto& [name, value] : proxied->headers) {
    if (name == "X" && value.find_first_of("\r\n") != std::string::npos) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view given(reinterpret_cast<const char*>(data), size);
  HttpRequest request;
  request.method = take_line(given);
  request.target = take_line(given);
  while (!given.empty()) {
    const std::string_view line = take_line(given);
    if (line.empty()) break;
    const std::string_view name = line.substr(0, line.find(':'));
    request.headers.emplace_back(name, line.substr(std::min(name.size() + 1, line.size())));
  }
  request.body = given;
  Api api;
  api.binary_media_types = {"image/*", std::string(given.substr(0, 20))};
  const std::string_view path = std::string_view(request.target).substr(0, request.target.find('?'));
  static const RouteTable kHttp = table(ApiKind::Http), kRest = table(ApiKind::Rest);
  if (const auto match = kHttp.match(request.method, path)) {
    check(http_api_event_2_0(request, api, *match));
    check(http_api_event_1_0(request, api, *match));
    check_proxy(request, api, ApiKind::Http, *match);
  }
  if (const auto match = kRest.match(request.method, path)) {
    check(rest_api_event(request, api, *match));
    check_proxy(request, api, ApiKind::Rest, *match);
  }
  check(function_url_event(request, api));
  check(alb_event(request, api));
  api.multi_value_headers = true;
  check(alb_event(request, api));
  check_rules(request);
  (void)parse_route(request.target, ApiKind::Http);
  return 0;
}

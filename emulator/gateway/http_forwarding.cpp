#include "emulator/gateway/http_forwarding.h"

#include <fmt/format.h>

#include "core/gateway/integrations/http_proxy.h"
#include "emulator/system/http/client.h"

namespace asio = boost::asio;

namespace lambdalocal::gateway {
namespace {

ProxyFailure failure_of(FrontEnd kind, system::HttpFault fault) {
  using system::HttpFault;
  switch (fault) {
    case HttpFault::TooLate: return ProxyFailure::TooLate;
    case HttpFault::TooLarge: return ProxyFailure::TooLarge;
    case HttpFault::BadAddress: return ProxyFailure::NoUrl;
    // To a REST API a name that nobody knows is an error of the configuration.
    case HttpFault::NoHost: return kind == FrontEnd::RestApi ? ProxyFailure::NoUrl : ProxyFailure::Unreachable;
    case HttpFault::NoAnswer: break;
  }
  return ProxyFailure::Unreachable;
}

}  // namespace

asio::awaitable<Converted> forward(const FrontEndConfiguration& front_end, const Routing::Found& found,
                                   const HttpRequest& request, std::string_view authorizer,
                                   ForwardedRequests::OnItsWay& on_its_way) {
  const FrontEnd kind = front_end.kind;
  const ApiKind api_kind = kind == FrontEnd::RestApi ? ApiKind::Rest : ApiKind::Http;
  const RouteConfiguration& route = *found.route;
  auto proxied = proxied_request(*route.http_proxy, request, front_end.api, api_kind, found.match, authorizer);
  if (!proxied) {
    co_return Converted{proxy_failure_response(kind, ProxyFailure::NoUrl), std::move(proxied).error().message};
  }
  const std::string url = proxied->url.substr(0, proxied->url.find('?'));
  system::HttpClientRequest sent{std::move(proxied->method), std::move(proxied->url), std::move(proxied->headers),
                                 request.body,
                                 [&on_its_way](const std::string& own_end) { on_its_way.connected(own_end); }};
  system::HttpClientLimits limits;
  limits.timeout = route.timeout ? *route.timeout : *default_timeout(kind, ResponseMode::Buffered);
  limits.max_bytes = max_body_bytes(kind);
  auto outcome = co_await system::http_request(std::move(sent), limits);
  if (const auto* failure = std::get_if<system::HttpClientFailure>(&outcome)) {
    co_return Converted{proxy_failure_response(kind, failure_of(kind, failure->fault)),
                        fmt::format("{}: {}", url, failure->message)};
  }
  auto& answer = std::get<system::HttpClientAnswer>(outcome);
  if (answer.status < 200 || answer.status > 599) {
    co_return Converted{proxy_failure_response(kind, ProxyFailure::Unreachable),
                        fmt::format("{}: answered with status {}", url, answer.status)};
  }
  HttpResponse response{answer.status, std::move(answer.headers), std::move(answer.body)};
  co_return Converted{proxied_response(api_kind, std::move(response)), ""};
}

}  // namespace lambdalocal::gateway

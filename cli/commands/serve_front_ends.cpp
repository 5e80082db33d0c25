#include "cli/commands/serve_front_ends.h"

#include <fmt/format.h>

#include "core/gateway/routes.h"

namespace lambdalocal::commands {
namespace {

using gateway::ApiKind;
using gateway::FrontEnd;
using gateway::FrontEndConfiguration;
using gateway::FrontEnds;
using gateway::ResponseMode;
using gateway::RouteConfiguration;

constexpr std::uint16_t kHttpPort = 3000;
constexpr std::uint16_t kFurtherPorts = 3002;  // 3001 is the Lambda API's
constexpr int kPortsTried = 100;

constexpr const char* kHttpApi = "HTTP API";
constexpr const char* kRestApi = "REST API";
constexpr const char* kAlb = "ALB";
constexpr std::string_view kUrlOf = "Function URL of ";

FrontEndConfiguration empty_api(FrontEnd kind) {
  FrontEndConfiguration configuration;
  configuration.kind = kind;
  if (kind == FrontEnd::RestApi) configuration.api.stage = gateway::kDefaultRestStage;
  return configuration;
}

}  // namespace

// A route that names no function is the one's that is served alone.
Result<void> ServeFrontEnds::add_routes(FrontEndConfiguration& api, const std::vector<std::string>& routes,
                                        std::string_view flag) const {
  const ApiKind kind = api.kind == FrontEnd::RestApi ? ApiKind::Rest : ApiKind::Http;
  const bool alone = project_.functions().size() == 1;
  for (const std::string& text : routes) {
    const bool unnamed = alone && text.find('=') == std::string::npos;
    auto route = gateway::parse_route(unnamed ? text + "=" + project_.functions().begin()->first : text, kind);
    if (!route) return std::move(route).error().wrap(fmt::format("{} '{}'", flag, text));
    RouteConfiguration configured;
    configured.route = std::move(*route);
    api.routes.push_back(std::move(configured));
  }
  return {};
}

Result<void> ServeFrontEnds::add_http_api(const FrontEnds& configured, Wanted& wanted) const {
  FrontEndConfiguration api = configured.http_api.value_or(empty_api(FrontEnd::HttpApi));
  TRY_VOID(add_routes(api, options_.routes, "--route"));
  const bool alone = api.routes.empty() && wanted.empty() && project_.functions().size() == 1;
  if (alone) TRY_VOID(add_routes(api, {"$default=" + project_.functions().begin()->first}, "--route"));
  wanted.insert_or_assign(kHttpApi, std::move(api));
  return {};
}

Result<ServeFrontEnds::Wanted> ServeFrontEnds::wanted(const FrontEnds& configured) const {
  Wanted wanted;
  if (configured.rest_api || !options_.rest_routes.empty()) {
    FrontEndConfiguration api = configured.rest_api.value_or(empty_api(FrontEnd::RestApi));
    TRY_VOID(add_routes(api, options_.rest_routes, "--rest"));
    wanted.insert_or_assign(kRestApi, std::move(api));
  }
  if (options_.alb) {
    const bool multi_value = configured.alb && configured.alb->api.multi_value_headers;
    wanted.insert_or_assign(
        kAlb, gateway::alb_of(options_.alb->function, options_.alb->multi_value_headers.value_or(multi_value)));
  } else if (configured.alb) {
    wanted.insert_or_assign(kAlb, *configured.alb);
  }
  for (const auto& [function, url] : configured.function_urls) {
    wanted.insert_or_assign(std::string(kUrlOf) + function, url);
  }
  for (const UrlOption& option : options_.urls) {
    const auto mode = option.mode == StreamMode::ResponseStream ? ResponseMode::Stream : ResponseMode::Buffered;
    wanted.insert_or_assign(std::string(kUrlOf) + option.function, gateway::function_url_of(option.function, mode));
  }
  TRY_VOID(add_http_api(configured, wanted));
  for (auto& [what, configuration] : wanted) {
    if (options_.region) configuration.api.region = *options_.region;
    if (options_.account_id) configuration.api.account_id = *options_.account_id;
  }
  return wanted;
}

Result<void> ServeFrontEnds::listen(const Listening& listening, const FrontEnds& configured, ServedUrls& urls) {
  listening_ = &listening;
  TRY(all, wanted(configured));
  const std::uint16_t http_port = options_.http_port.value_or(kHttpPort);
  next_port_ = http_port == 0 ? 0 : kFurtherPorts;
  auto http = add_on(http_port, kHttpApi, std::move(all.at(kHttpApi)));
  if (!http) return listening.with_advice(std::move(http).error(), "--http-port", http_port);
  all.erase(kHttpApi);
  for (const auto& [what, configuration] : all) TRY_VOID(add(what, configuration));
  for (const auto& [what, server] : servers_) {
    const std::string url = url_of(server);
    if (what == kHttpApi) urls.http = url;
    if (what == kRestApi) urls.rest = url;
    if (what == kAlb) urls.alb = url;
    if (what.starts_with(kUrlOf)) urls.function_urls.emplace_back(what.substr(kUrlOf.size()), url);
  }
  return {};
}

Result<void> ServeFrontEnds::configure(const FrontEnds& configured) {
  TRY(all, wanted(configured));
  for (const auto& [what, configuration] : all) {
    if (const auto server = servers_.find(what); server != servers_.end()) {
      TRY_VOID(server->second.configure(configuration));
      continue;
    }
    TRY_VOID(add(what, configuration));
    say_(fmt::format("{} on {}", what, url_of(servers_.at(what))));
  }
  std::erase_if(servers_, [&](const auto& server) {
    if (all.contains(server.first)) return false;
    say_(server.first + " is no longer configured: it has ended");
    return true;
  });
  return {};
}

Result<void> ServeFrontEnds::add(const std::string& what, const FrontEndConfiguration& configuration) {
  std::optional<std::uint16_t> port;
  std::string_view flag = "--url";
  if (what == kRestApi) port = options_.rest_port, flag = "--rest-port";
  if (what == kAlb) port = options_.alb_port, flag = "--alb-port";
  for (const UrlOption& option : options_.urls) {
    if (what == std::string(kUrlOf) + option.function) port = option.port;
  }
  if (!port) return add_on_further(what, configuration);
  auto added = add_on(*port, what, configuration);
  if (!added) return listening_->with_advice(std::move(added).error(), flag, *port);
  return added;
}

// On the next free port after those with a number of their own; they stay the same from run to run.
Result<void> ServeFrontEnds::add_on_further(const std::string& what, const FrontEndConfiguration& configuration) {
  for (int tried = 1;; ++tried) {
    auto added = add_on(next_port_, what, configuration);
    if (next_port_ != 0) ++next_port_;
    const bool taken = !added && added.error().kind == ErrorKind::System;
    if (!taken || next_port_ == 0 || tried == kPortsTried) return added;
  }
}

Result<void> ServeFrontEnds::add_on(std::uint16_t port, const std::string& what, FrontEndConfiguration configuration) {
  TRY(server, gateway::FrontEndServer::listen(std::move(configuration),
                                              {project_, workers_, say_, listening_->access()}, listening_->on(port)));
  servers_.insert_or_assign(what, std::move(server));
  return {};
}

// With the stage of the API.
std::string ServeFrontEnds::url_of(const gateway::FrontEndServer& server) const {
  const std::string url = server.url();
  const auto path = url.find('/', url.find("://") + 3);
  return listening_->url(server.port()) + (path == std::string::npos ? "" : url.substr(path));
}

std::vector<system::HttpServer*> ServeFrontEnds::doors() {
  std::vector<system::HttpServer*> doors;
  for (auto& [what, server] : servers_) doors.push_back(&server.http());
  return doors;
}

}  // namespace lambdalocal::commands

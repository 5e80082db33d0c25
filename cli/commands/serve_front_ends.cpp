#include "cli/commands/serve_front_ends.h"

#include <fmt/format.h>

#include "core/gateway/routes.h"

namespace lambdalocal::commands {
namespace {

using gateway::ApiKind;
using gateway::FrontEnd;
using gateway::FrontEndConfiguration;
using gateway::PayloadFormat;
using gateway::ResponseMode;
using gateway::RouteConfiguration;

constexpr std::uint16_t kHttpPort = 3000;
constexpr std::uint16_t kFurtherPorts = 3002;  // 3001 is the Lambda API's
constexpr int kPortsTried = 100;
constexpr std::string_view kRestStage = "prod";

FrontEndConfiguration configuration_of(FrontEnd kind, const std::string& function,
                                       ResponseMode mode = ResponseMode::Buffered) {
  FrontEndConfiguration configuration;
  configuration.kind = kind;
  RouteConfiguration route;
  route.route.function = function;
  route.response_mode = mode;
  configuration.routes.push_back(std::move(route));
  return configuration;
}

Result<FrontEndConfiguration> api(FrontEnd kind, const std::vector<std::string>& routes, std::string_view flag) {
  FrontEndConfiguration configuration;
  configuration.kind = kind;
  if (kind == FrontEnd::RestApi) configuration.api.stage = kRestStage;
  for (const std::string& text : routes) {
    auto route = gateway::parse_route(text, kind == FrontEnd::RestApi ? ApiKind::Rest : ApiKind::Http);
    if (!route) return std::move(route).error().wrap(fmt::format("{} '{}'", flag, text));
    RouteConfiguration configured;
    configured.route = std::move(*route);
    configuration.routes.push_back(std::move(configured));
  }
  return configuration;
}

}  // namespace

Result<FrontEndConfiguration> ServeFrontEnds::http_api() const {
  TRY(configuration, api(FrontEnd::HttpApi, options_.routes, "--route"));
  const bool nothing_else = options_.rest_routes.empty() && options_.urls.empty() && !options_.alb;
  if (configuration.routes.empty() && nothing_else && project_.functions().size() == 1) {
    return api(FrontEnd::HttpApi, {"$default=" + project_.functions().begin()->first}, "--route");
  }
  return std::move(configuration);
}

Result<FrontEndConfiguration> ServeFrontEnds::rest_api() const {
  return api(FrontEnd::RestApi, options_.rest_routes, "--rest");
}

Result<void> ServeFrontEnds::listen(ServedUrls& urls) {
  const std::uint16_t http_port = options_.http_port.value_or(kHttpPort);
  next_port_ = http_port == 0 ? 0 : kFurtherPorts;
  TRY(http, http_api());
  auto http_url = add_on(http_port, std::move(http));
  if (!http_url) return with_advice(std::move(http_url).error(), options_, "--http-port", http_port);
  urls.http = *http_url;
  if (!options_.rest_routes.empty()) {
    TRY(rest, rest_api());
    TRY(url, add(std::move(rest)));
    urls.rest = url;
  }
  if (options_.alb) {
    TRY(url, add(configuration_of(FrontEnd::Alb, *options_.alb)));
    urls.alb = url;
  }
  for (const UrlOption& option : options_.urls) {
    const auto mode = option.mode == StreamMode::ResponseStream ? ResponseMode::Stream : ResponseMode::Buffered;
    TRY(url, add(configuration_of(FrontEnd::FunctionUrl, option.function, mode)));
    urls.function_urls.emplace_back(option.function, url);
  }
  return {};
}

// On the next free port after those with a number of their own; they stay the same from run to run.
Result<std::string> ServeFrontEnds::add(FrontEndConfiguration configuration) {
  for (int tried = 1;; ++tried) {
    auto url = add_on(next_port_, configuration);
    if (next_port_ != 0) ++next_port_;
    const bool taken = !url && url.error().kind == ErrorKind::System;
    if (!taken || next_port_ == 0 || tried == kPortsTried) return url;
  }
}

Result<std::string> ServeFrontEnds::add_on(std::uint16_t port, FrontEndConfiguration configuration) {
  TRY(server, gateway::FrontEndServer::listen(std::move(configuration), {project_, workers_, log_, {}},
                                              server_options(options_, port)));
  servers_.push_back(std::move(server));
  return servers_.back().url();
}

std::size_t ServeFrontEnds::drain() {
  std::size_t busy = 0;
  for (auto& server : servers_) {
    server.http().drain();
    busy += server.http().connection_count();
  }
  return busy;
}

std::string url_of(const ServeOptions& options, std::uint16_t port) {
  const bool v6 = options.host.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", options.tls_certificate ? "https" : "http", v6 ? "[" : "", options.host,
                     v6 ? "]" : "", port);
}

system::HttpServerOptions server_options(const ServeOptions& options, std::uint16_t port) {
  system::HttpServerOptions server;
  server.address = options.host == "localhost" ? "127.0.0.1" : options.host;
  server.port = port;
  server.limits = system::HttpLimits::for_front_ends();
  return server;
}

Error with_advice(Error error, const ServeOptions& options, std::string_view flag, std::uint16_t port) {
  if (error.kind != ErrorKind::System || port == 0) return error;
  const auto other = system::HttpServer::free_port_after(server_options(options, port).address, port);
  error.message += other ? fmt::format("\n{} {} is free; {} 0 takes any free port", flag, *other, flag)
                         : fmt::format("\n{} 0 takes any free port", flag);
  return error;
}

std::vector<std::string> described(const ServedUrls& urls) {
  std::vector<std::string> lines = {"Lambda API on " + urls.lambda_api, "HTTP API on " + urls.http};
  if (!urls.rest.empty()) lines.push_back("REST API on " + urls.rest);
  if (!urls.alb.empty()) lines.push_back("ALB on " + urls.alb);
  for (const auto& [function, url] : urls.function_urls) lines.push_back("Function URL of " + function + " on " + url);
  return lines;
}

}  // namespace lambdalocal::commands

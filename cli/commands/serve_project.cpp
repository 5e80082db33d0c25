#include "cli/commands/serve_project.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/gateway/routes.h"
#include "core/project/api_json.h"
#include "emulator/project/project_reader.h"

namespace lambdalocal::commands {
namespace {

using gateway::ApiKind;
using gateway::FrontEnd;
using gateway::FrontEndConfiguration;
using gateway::ResponseMode;
using gateway::RouteConfiguration;

constexpr std::uint16_t kHttpPort = 3000;

// A route that names no function is the one's that is served alone.
Result<void> add_routes(FrontEndConfiguration& api, const std::vector<std::string>& routes, std::string_view flag,
                        const Project& project) {
  const ApiKind kind = api.kind == FrontEnd::RestApi ? ApiKind::Rest : ApiKind::Http;
  const bool alone = project.functions.size() == 1;
  for (const std::string& text : routes) {
    const bool unnamed = alone && text.find('=') == std::string::npos;
    auto route = gateway::parse_route(unnamed ? text + "=" + project.functions.begin()->first : text, kind);
    if (!route) return std::move(route).error().wrap(fmt::format("{} '{}'", flag, text));
    RouteConfiguration configured;
    configured.route = std::move(*route);
    api.routes.push_back(std::move(configured));
  }
  return {};
}

// The one of the file, or none.
const FrontEndConfiguration* of_file(const Project& project, FrontEnd kind) {
  FrontEndConfiguration nameless;
  nameless.kind = kind;
  const auto found = project.front_ends.find(gateway::name_of(nameless));
  return found == project.front_ends.end() ? nullptr : &found->second;
}

// That of the file, or an empty one.
FrontEndConfiguration api_of(const Project& project, FrontEnd kind) {
  if (const auto* configured = of_file(project, kind)) return *configured;
  FrontEndConfiguration api;
  api.kind = kind;
  if (kind == FrontEnd::RestApi) api.api.stage = gateway::kDefaultRestStage;
  return api;
}

void put(Project& project, FrontEndConfiguration configuration) {
  project.front_ends.insert_or_assign(gateway::name_of(configuration), std::move(configuration));
}

// A front end that is configured, or named by a flag, listens where the flag for its port says.
void set_port(Project& project, FrontEnd kind, std::optional<std::uint16_t> port, const char* flag) {
  if (!port || of_file(project, kind) == nullptr) return;
  FrontEndConfiguration configuration = api_of(project, kind);
  configuration.port = port;
  configuration.port_setting = flag;
  put(project, std::move(configuration));
}

Result<void> put_rest_api(const ServeOptions& options, Project& project) {
  if (!options.rest_routes.empty()) {
    FrontEndConfiguration api = api_of(project, FrontEnd::RestApi);
    TRY_VOID(add_routes(api, options.rest_routes, "--rest", project));
    put(project, std::move(api));
  }
  set_port(project, FrontEnd::RestApi, options.rest_port, "--rest-port");
  return {};
}

void put_alb(const ServeOptions& options, Project& project) {
  if (options.alb) {
    const auto* configured = of_file(project, FrontEnd::Alb);
    const bool multi_value = configured != nullptr && configured->api.multi_value_headers;
    put(project, gateway::alb_of(options.alb->function, options.alb->multi_value_headers.value_or(multi_value)));
  }
  set_port(project, FrontEnd::Alb, options.alb_port, "--alb-port");
}

void put_url(const UrlOption& option, Project& project) {
  const auto mode = option.mode == StreamMode::ResponseStream ? ResponseMode::Stream : ResponseMode::Buffered;
  FrontEndConfiguration url = gateway::function_url_of(option.function, mode);
  url.port = option.port;
  url.port_setting = "--url";
  put(project, std::move(url));
}

bool is_of_template(const Project& project) {
  return std::ranges::any_of(project.functions, [](const auto& named) { return named.second.is_of_template; });
}

// Of a template that has no HTTP API, what it has first is where people look for one, unless it has a port of its own. Whether that
// stands for the HTTP API.
bool give_http_port(const ServeOptions& options, Project& project) {
  if (!is_of_template(project) || !options.routes.empty() || of_file(project, FrontEnd::HttpApi) != nullptr)
    return false;
  for (const FrontEnd kind : {FrontEnd::RestApi, FrontEnd::HttpApi, FrontEnd::FunctionUrl}) {
    for (auto& [name, front_end] : project.front_ends) {
      if (front_end.kind != kind || front_end.port) continue;
      front_end.port = options.http_port.value_or(kHttpPort);
      front_end.port_setting = "--http-port";
      return true;
    }
  }
  return !project.front_ends.empty() && !options.http_port;
}

// There is one always, but with a template that has others; without any route, and any other front end, it is for the only function.
Result<void> put_http_api(const ServeOptions& options, Project& project) {
  if (give_http_port(options, project)) return {};
  FrontEndConfiguration api = api_of(project, FrontEnd::HttpApi);
  const bool has_others = project.front_ends.size() > project.front_ends.count(gateway::name_of(api));
  TRY_VOID(add_routes(api, options.routes, "--route", project));
  if (api.routes.empty() && !has_others && project.functions.size() == 1) {
    TRY_VOID(add_routes(api, {"$default"}, "--route", project));
  }
  api.port = options.http_port.value_or(kHttpPort);
  api.port_setting = "--http-port";
  put(project, std::move(api));
  return {};
}

}  // namespace

Result<Project> read_served_project(const ServeOptions& options, const std::filesystem::path& here) {
  TRY(project, read_project(options.functions, options, here));
  TRY_VOID(put_rest_api(options, project));
  put_alb(options, project);
  for (const UrlOption& option : options.urls) put_url(option, project);
  TRY_VOID(put_http_api(options, project));
  for (auto& [name, front_end] : project.front_ends) {
    if (options.region) front_end.api.region = *options.region;
    if (options.account_id) front_end.api.account_id = *options.account_id;
  }
  return std::move(project);
}

}  // namespace lambdalocal::commands

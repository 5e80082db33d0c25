// The HTTP front ends a `serve` has, as lambdalocal.json and its flags say: an HTTP API, a REST API, Function URLs, an
// Application Load Balancer, each on a port of its own.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands/ready_file.h"
#include "cli/commands/serve_listening.h"
#include "cli/commands/serve_options.h"
#include "core/project/api_json.h"
#include "core/result.h"
#include "emulator/functions/registry.h"
#include "emulator/gateway/front_end.h"
#include "emulator/system/workers.h"

namespace lambdalocal::commands {

class ServeFrontEnds {
 public:
  // All must outlive it. `say`: a line for people.
  ServeFrontEnds(const ServeOptions& options, Project& project, system::Workers& workers,
                 std::function<void(std::string_view)> say)
      : options_(options), project_(project), workers_(workers), say_(std::move(say)) {}

  // Listens for what is configured, and adds to `urls` where. The functions must be in the project.
  Result<void> listen(const Listening& listening, const gateway::FrontEnds& configured, ServedUrls& urls);

  // Another configuration: what was there takes it, what is new listens, what is gone stops.
  Result<void> configure(const gateway::FrontEnds& configured);

  std::vector<system::HttpServer*> doors();

 private:
  // By what it is: "HTTP API", "REST API", "ALB", "Function URL of fn".
  using Wanted = std::map<std::string, gateway::FrontEndConfiguration>;

  Result<Wanted> wanted(const gateway::FrontEnds& configured) const;
  Result<void> add_http_api(const gateway::FrontEnds& configured, Wanted& wanted) const;
  Result<void> add_routes(gateway::FrontEndConfiguration& api, const std::vector<std::string>& routes,
                          std::string_view flag) const;
  // On the port its flag names, else on a further one.
  Result<void> add(const std::string& what, const gateway::FrontEndConfiguration& configuration);
  Result<void> add_on_further(const std::string& what, const gateway::FrontEndConfiguration& configuration);
  Result<void> add_on(std::uint16_t port, const std::string& what, gateway::FrontEndConfiguration configuration);
  std::string url_of(const gateway::FrontEndServer& server) const;

  const ServeOptions& options_;
  Project& project_;
  system::Workers& workers_;
  const std::function<void(std::string_view)> say_;
  const Listening* listening_ = nullptr;
  std::map<std::string, gateway::FrontEndServer> servers_;
  std::uint16_t next_port_ = 0;
};

}  // namespace lambdalocal::commands

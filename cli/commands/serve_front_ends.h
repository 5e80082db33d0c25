// The HTTP front ends a `serve` has, as its flags say: an HTTP API, a REST API, Function URLs, an Application Load Balancer,
// each on a port of its own.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands/ready_file.h"
#include "cli/commands/serve_options.h"
#include "core/gateway/front_end_configuration.h"
#include "core/result.h"
#include "emulator/gateway/front_end.h"
#include "emulator/project.h"
#include "emulator/system/workers.h"

namespace lambdalocal::commands {

class ServeFrontEnds {
 public:
  // All must outlive it.
  ServeFrontEnds(const ServeOptions& options, Project& project, system::Workers& workers,
                 std::function<void(std::string_view)> log)
      : options_(options), project_(project), workers_(workers), log_(std::move(log)) {}

  // Listens; adds to `urls` where. The functions must be in the project.
  Result<void> listen(ServedUrls& urls);

  // As HttpServer::drain(), of all; how many connections are still being answered.
  std::size_t drain();

 private:
  Result<std::string> add(gateway::FrontEndConfiguration configuration);
  Result<std::string> add_on(std::uint16_t port, gateway::FrontEndConfiguration configuration);
  Result<gateway::FrontEndConfiguration> http_api() const;
  Result<gateway::FrontEndConfiguration> rest_api() const;

  const ServeOptions& options_;
  Project& project_;
  system::Workers& workers_;
  std::function<void(std::string_view)> log_;
  std::vector<gateway::FrontEndServer> servers_;
  std::uint16_t next_port_ = 0;
};

// "http://127.0.0.1:3001".
std::string url_of(const ServeOptions& options, std::uint16_t port);

// The options of a server on `port`.
system::HttpServerOptions server_options(const ServeOptions& options, std::uint16_t port);

// What to do when `port` cannot be listened on, after the error that says so.
Error with_advice(Error error, const ServeOptions& options, std::string_view flag, std::uint16_t port);

// A line for people about each.
std::vector<std::string> described(const ServedUrls& urls);

}  // namespace lambdalocal::commands

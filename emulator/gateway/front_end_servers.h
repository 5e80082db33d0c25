// The HTTP front ends of an emulator, each a server on a port of its own: made to be as a project says, by their names
// (gateway::name_of).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/project/front_ends.h"
#include "core/result.h"
#include "emulator/functions/registry.h"
#include "emulator/gateway/front_end.h"
#include "emulator/gateway/listening.h"
#include "emulator/observer.h"
#include "emulator/system/workers.h"

namespace lambdalocal::gateway {

// What they share. All must outlive them.
struct FrontEndResources {
  Registry& registry;
  Invoker& invoker;
  system::Workers& workers;
  const Listening& listening;
  Observer& observer;
  Traffic* traffic = nullptr;  // may be null
};

// Where a front end is reached, with the stage of an API.
struct FrontEndUrl {
  FrontEnd kind;
  std::string name;      // of one of several of its kind; empty: the only one
  std::string function;  // of a Function URL
  std::string url;
};

class FrontEndServers {
 public:
  // Front ends that name no port get the next free one from `first_port` on; 0: any.
  FrontEndServers(FrontEndResources resources, std::uint16_t first_port)
      : resources_(resources), next_port_(first_port) {}

  // What is there takes its configuration, what is new listens, what is gone stops. Their functions must be registered. On an
  // error the rest is left as it is.
  Result<void> apply(const std::map<std::string, FrontEndConfiguration>& wanted);

  // Where each of them is reached, by what people know it by.
  std::map<std::string, FrontEndUrl> urls() const;

  std::vector<system::HttpServer*> doors();

 private:
  struct Served {
    FrontEndServer server;
    std::optional<std::uint16_t> port;  // as configured, as are the rest
    FrontEnd kind;
    std::string name;
    std::string function;
  };

  Result<void> take(const std::string& name, const FrontEndConfiguration& configuration);
  Result<void> add(const std::string& name, const FrontEndConfiguration& configuration);
  Result<void> add_on(std::uint16_t port, const std::string& name, FrontEndConfiguration configuration);
  std::string url_of(const FrontEndServer& server) const;

  const FrontEndResources resources_;
  const std::shared_ptr<ForwardedRequests> forwarded_ = std::make_shared<ForwardedRequests>();
  std::map<std::string, Served> servers_;
  std::uint16_t next_port_;
};

}  // namespace lambdalocal::gateway

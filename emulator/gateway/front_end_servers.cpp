#include "emulator/gateway/front_end_servers.h"

#include <fmt/format.h>

namespace lambdalocal::gateway {
namespace {

constexpr int kPortsTried = 100;

}  // namespace

// Those with a port of their own first, so that nobody else gets it.
Result<void> FrontEndServers::apply(const std::map<std::string, FrontEndConfiguration>& wanted) {
  for (const bool has_port : {true, false}) {
    for (const auto& [name, configuration] : wanted) {
      if (configuration.port.has_value() == has_port) TRY_VOID(take(name, configuration));
    }
  }
  std::erase_if(servers_, [&](const auto& served) {
    if (wanted.contains(served.first)) return false;
    resources_.observer.say(served.first + " is no longer configured: it has ended");
    return true;
  });
  return {};
}

Result<void> FrontEndServers::take(const std::string& name, const FrontEndConfiguration& configuration) {
  if (const auto served = servers_.find(name); served != servers_.end()) {
    if (served->second.port == configuration.port) return served->second.server.configure(configuration);
    servers_.erase(served);
  }
  TRY_VOID(add(name, configuration));
  resources_.observer.say(fmt::format("{} on {}", name, url_of(servers_.at(name).server)));
  return {};
}

// On its own port, or the next free one; they stay the same from run to run.
Result<void> FrontEndServers::add(const std::string& name, const FrontEndConfiguration& configuration) {
  if (configuration.port) {
    auto added = add_on(*configuration.port, name, configuration);
    if (added || configuration.port_setting.empty()) return added;
    return resources_.listening.with_advice(std::move(added).error(), configuration.port_setting, *configuration.port);
  }
  for (int tried = 1;; ++tried) {
    auto added = add_on(next_port_, name, configuration);
    if (next_port_ != 0) ++next_port_;
    const bool taken = !added && added.error().kind == ErrorKind::System;
    if (!taken || next_port_ == 0 || tried == kPortsTried) return added;
  }
}

Result<void> FrontEndServers::add_on(std::uint16_t port, const std::string& name, FrontEndConfiguration configuration) {
  const auto say = [&observer = resources_.observer](std::string_view line) { observer.say(line); };
  FrontEndContext context{resources_.registry,           resources_.invoker, resources_.workers, say,
                          resources_.listening.access(), resources_.traffic, forwarded_};
  const auto configured = configuration.port;
  const FrontEnd kind = configuration.kind;
  std::string own_name = configuration.name;
  std::string function = kind == FrontEnd::FunctionUrl ? configuration.routes.front().route.function : "";
  TRY(server, FrontEndServer::listen(std::move(configuration), std::move(context), resources_.listening.on(port)));
  servers_.insert_or_assign(name,
                            Served{std::move(server), configured, kind, std::move(own_name), std::move(function)});
  return {};
}

std::map<std::string, FrontEndUrl> FrontEndServers::urls() const {
  std::map<std::string, FrontEndUrl> urls;
  for (const auto& [name, served] : servers_) {
    urls.emplace(name, FrontEndUrl{served.kind, served.name, served.function, url_of(served.server)});
  }
  return urls;
}

// With the stage of the API.
std::string FrontEndServers::url_of(const FrontEndServer& server) const {
  const std::string url = server.url();
  const auto path = url.find('/', url.find("://") + 3);
  return resources_.listening.url(server.port()) + (path == std::string::npos ? "" : url.substr(path));
}

std::vector<system::HttpServer*> FrontEndServers::doors() {
  std::vector<system::HttpServer*> doors;
  for (auto& [name, served] : servers_) doors.push_back(&served.server.http());
  return doors;
}

}  // namespace lambdalocal::gateway

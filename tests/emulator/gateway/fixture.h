// A front end over real sockets, before functions that do what the test says (gateway_helper).
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "emulator/gateway/front_end.h"
#include "tests/support/discarded_log.h"
#include "tests/support/http_client.h"
#include "tests/support/paths.h"
#include "tests/support/recorded_observer.h"
#include "tests/support/warden.h"

namespace lambdalocal::gateway {

inline RouteConfiguration route_to(const std::string& key, const std::string& function, ApiKind kind = ApiKind::Http) {
  RouteConfiguration route;
  if (!key.empty()) route.route = parse_route_key(key, kind).value();
  route.route.function = function;
  return route;
}

class GatewayFixture {
 public:
  // A function named after what gateway_helper is to do, for each of its modes.
  GatewayFixture() {
    std::string name = (std::filesystem::temp_directory_path() / "lambdalocal-gateway-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
    for (const char* mode : {"event", "mirror", "head", "error", "exit", "hang", "stream", "authorize"}) {
      add_function(mode, mode);
    }
  }
  ~GatewayFixture() {
    servers_.clear();
    bool done = false;
    boost::asio::co_spawn(
        loop_,
        [](Registry& registry, bool& ended) -> boost::asio::awaitable<void> {
          co_await registry.shut_down(std::chrono::steady_clock::now());
          ended = true;
        }(registry_, done),
        boost::asio::detached);
    run_until([&] { return done; });
    std::filesystem::remove_all(directory_);
  }

  // One of mode "broken" cannot be made ready.
  void add_function(const std::string& name, const std::string& mode, std::optional<int> reserved = std::nullopt) {
    ProjectFunction function;
    function.name = name;
    function.settings.environment["MODE"] = mode;
    function.settings.reserved_concurrency = reserved;
    registry_.put(std::move(function));
  }

  Result<FrontEndServer> try_listen(FrontEndConfiguration configuration) {
    FrontEndContext context{registry_, invoker_, workers_, [this](std::string_view line) { log_.emplace_back(line); },
                            access};
    return FrontEndServer::listen(std::move(configuration), std::move(context), {});
  }
  FrontEndServer& listen(FrontEndConfiguration configuration) {
    servers_.push_back(std::make_unique<FrontEndServer>(try_listen(std::move(configuration)).value()));
    return *servers_.back();
  }
  FrontEndServer& listen(FrontEnd kind, std::vector<RouteConfiguration> routes) {
    FrontEndConfiguration configuration;
    configuration.kind = kind;
    if (kind == FrontEnd::RestApi) configuration.api.stage = "prod";
    configuration.routes = std::move(routes);
    return listen(std::move(configuration));
  }

  test::RawHttpClient client(const FrontEndServer& server) { return test::RawHttpClient(loop_, server.port()); }
  // One request on a connection of its own.
  test::RawAnswer ask(const FrontEndServer& server, std::string_view method, std::string_view target,
                      std::string_view body = "", std::string_view headers = "") {
    return test::http_request(loop_, server.port(), method, target, headers, body);
  }

  template <typename Predicate>
  void run_until(Predicate done) {
    loop_.restart();
    while (!done()) loop_.run_one();
  }

  // The lines of the log so far, which is empty then.
  std::vector<std::string> take_log() { return std::exchange(log_, {}); }
  boost::asio::io_context& loop() { return loop_; }
  Registry& registry() { return registry_; }
  int busy(std::string_view function) const { return registry_.find(function)->latest()->pool->busy(); }
  const std::filesystem::path& directory() const { return directory_; }

  std::optional<LocalAccess> access;

 private:
  Result<PreparedFunction> prepare(const ProjectFunction& wanted) const {
    const std::string& mode = wanted.settings.environment.at("MODE");
    if (mode == "broken") return Error{ErrorKind::BadConfiguration, "read app.zip: no such file"};
    PreparedFunction prepared;
    prepared.function.name = wanted.name;
    prepared.function.timeout = std::chrono::minutes(1);  // of a slow machine
    prepared.function.memory_size_mb = 1024;              // the address sanitizer keeps what was freed
    prepared.function.runtime = *find_runtime("provided.al2023");
    prepared.layout.task_root = prepared.layout.runtime_directory = directory_;
    prepared.command.executable = test::program("gateway_helper");
    prepared.command.arguments = {"gateway_helper", mode};
    return prepared;
  }

  boost::asio::io_context loop_;
  environment::ConcurrencyLimit account_{10};
  system::Randomness randomness_;
  system::Workers workers_{loop_.get_executor(), 2};
  test::DiscardedLog discarded_;
  test::RecordedObserver observer_;
  Registry registry_{{loop_.get_executor(), test::warden(), account_, randomness_, workers_, discarded_, observer_,
                      [this](const ProjectFunction& wanted, Notices&) { return prepare(wanted); }}};
  Invoker invoker_{loop_.get_executor(), randomness_};
  std::filesystem::path directory_;
  std::vector<std::string> log_;
  std::vector<std::unique_ptr<FrontEndServer>> servers_;
};

}  // namespace lambdalocal::gateway

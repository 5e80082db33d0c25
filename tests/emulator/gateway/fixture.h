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
#include "tests/support/paths.h"
#include "tests/support/raw_http_client.h"
#include "tests/support/warden.h"

namespace lambdalocal::gateway {

struct DiscardedLog : logs::LogSink {
  void write(const LogEvent&) override {}
};

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
        [](Project& project, bool& ended) -> boost::asio::awaitable<void> {
          co_await project.shut_down(std::chrono::steady_clock::now());
          ended = true;
        }(project_, done),
        boost::asio::detached);
    run_until([&] { return done; });
    std::filesystem::remove_all(directory_);
  }

  void add_function(const std::string& name, const std::string& mode, environment::PoolOptions options = {}) {
    FunctionSource source;
    source.declared.name = name;
    source.log = std::make_shared<DiscardedLog>();
    source.pool = options;
    source.prepare = [name, mode, directory = directory_]() -> Result<std::shared_ptr<const PreparedFunction>> {
      if (mode == "broken") return Error{ErrorKind::BadConfiguration, "read app.zip: no such file"};
      auto function = std::make_shared<PreparedFunction>();
      function->function.name = name;
      function->function.timeout = std::chrono::minutes(1);  // of a slow machine
      function->function.runtime = *find_runtime("provided.al2023");
      function->layout.task_root = function->layout.runtime_directory = directory;
      function->command.executable = test::program("gateway_helper");
      function->command.arguments = {"gateway_helper", mode};
      return std::shared_ptr<const PreparedFunction>(std::move(function));
    };
    project_.add(std::move(source));
  }

  Result<FrontEndServer> try_listen(FrontEndConfiguration configuration) {
    FrontEndContext context{project_, workers_, [this](std::string_view line) { log_.emplace_back(line); }, access};
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
    return test::RawHttpClient(loop_, server.port()).request(method, target, headers, body);
  }

  template <typename Predicate>
  void run_until(Predicate done) {
    loop_.restart();
    while (!done()) loop_.run_one();
  }

  // The lines of the log so far, which is empty then.
  std::vector<std::string> take_log() { return std::exchange(log_, {}); }
  boost::asio::io_context& loop() { return loop_; }
  Project& project() { return project_; }
  const std::filesystem::path& directory() const { return directory_; }

  std::optional<LocalAccess> access;

 private:
  boost::asio::io_context loop_;
  environment::ConcurrencyLimit account_{10};
  system::Randomness randomness_;
  system::Workers workers_{loop_.get_executor(), 2};
  Project project_{{loop_.get_executor(), test::warden(), account_, randomness_, workers_}};
  std::filesystem::path directory_;
  std::vector<std::string> log_;
  std::vector<std::unique_ptr<FrontEndServer>> servers_;
};

}  // namespace lambdalocal::gateway

// An emulator as a program embeds it, before functions whose runtime is runtime_helper. Packages are directories with a
// `bootstrap`, made ready by the real preparation; nothing here belongs to the cli.
#pragma once

#include <sys/stat.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "emulator/emulator.h"
#include "tests/support/catch.h"
#include "tests/support/discarded_log.h"
#include "tests/support/http_client.h"
#include "tests/support/paths.h"
#include "tests/support/recorded_observer.h"
#include "tests/support/warden.h"

namespace lambdalocal::test {

class EmbeddedEmulator {
 public:
  explicit EmbeddedEmulator(EmulatorOptions options = {}) {
    std::string name = (std::filesystem::temp_directory_path() / "lambdalocal-emulator-XXXXXX").string();
    directory = std::filesystem::canonical(::mkdtemp(name.data()));
    options.machine.environment = {{"PATH", "/usr/bin:/bin"}};
    options.machine.working_directory = directory;
    options.machine.cache_directory = directory / "cache";
    options.machine.data_directory = directory / "data";
    emulator.emplace(loop, test::warden(), log_, observer, std::move(options));
  }
  ~EmbeddedEmulator() {
    go();
    drain(std::chrono::seconds(10));
    run_until([&] { return drained; });
    emulator.reset();
    std::filesystem::remove_all(directory);
  }

  // A package whose runtime does what `mode` says (runtime_helper.cpp).
  ProjectFunction function(const std::string& name, const std::string& mode) const {
    const auto package = directory / name;
    std::filesystem::create_directories(package);
    const auto bootstrap = package / "bootstrap";
    std::ofstream(bootstrap) << "#!/bin/sh\nexec " << test::program("runtime_helper") << " " << mode << "\n";
    ::chmod(bootstrap.c_str(), 0755);
    ProjectFunction function;
    function.name = name;
    function.code = package;
    function.settings.runtime = "provided.al2023";
    function.settings.handler = "bootstrap";
    function.settings.timeout = std::chrono::seconds(60);
    function.local.isolation = Isolation::Off;  // the helper lies in the build directory
    return function;
  }
  static Project project_of(const std::vector<ProjectFunction>& functions) {
    Project project;
    for (const auto& function : functions) project.functions.emplace(function.name, function);
    return project;
  }

  void listen() {
    EmulatorListening listening;
    listening.lambda_api_port = listening.first_front_end_port = 0;
    const auto listens = emulator->listen(listening);
    if (!listens) FAIL(listens.error().message);
  }
  static std::uint16_t port_of(const std::string& url) {
    return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
  }
  std::uint16_t lambda_api() const { return port_of(emulator->lambda_api_url()); }
  RawAnswer ask(std::uint16_t port, std::string_view method, std::string_view target, std::string_view headers = "",
                std::string_view body = "") {
    return http_request(loop, port, method, target, headers, body);
  }
  RawAnswer invoke_over_http(const std::string& name, std::string_view headers = "", std::string_view body = "1") {
    return ask(lambda_api(), "POST", "/2015-03-31/functions/" + name + "/invocations", headers, body);
  }

  void start(const std::string& name, std::optional<InvocationResult>& result) {
    boost::asio::co_spawn(
        loop,
        [this, name, &result]() -> boost::asio::awaitable<void> {
          InvokeRequest request;
          request.event = std::make_shared<const std::string>("1");
          auto ended = co_await emulator->invoke(name, std::move(request));
          result = std::move(ended);
        },
        boost::asio::detached);
  }
  std::string invoke(const std::string& name) {
    std::optional<InvocationResult> result;
    start(name, result);
    run_until([&] { return result.has_value(); });
    if (const auto* error = std::get_if<Error>(&*result)) return "error: " + error->message;
    const auto* outcome = outcome_of(*result);
    return outcome != nullptr ? outcome->payload : "throttled";
  }

  void drain(std::chrono::milliseconds limit) {
    boost::asio::co_spawn(
        loop,
        [this, limit]() -> boost::asio::awaitable<void> {
          co_await emulator->drain(limit);
          drained = true;
        },
        boost::asio::detached);
  }

  // What functions of mode pid-at-go wait for.
  void go() const {
    for (const auto& entry : std::filesystem::directory_iterator(directory)) {
      if (entry.is_directory()) std::ofstream(entry.path() / "go").close();
    }
  }
  template <typename Predicate>
  void run_until(Predicate done) {
    loop.restart();
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!done()) {
      if (std::chrono::steady_clock::now() > end) FAIL("what was waited for did not come");
      loop.run_one_for(std::chrono::milliseconds(10));
    }
  }

  boost::asio::io_context loop;
  std::filesystem::path directory;
  RecordedObserver observer;
  std::optional<Emulator> emulator;
  bool drained = false;

 private:
  test::DiscardedLog log_;
};

}  // namespace lambdalocal::test

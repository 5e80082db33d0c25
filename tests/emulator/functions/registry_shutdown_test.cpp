// How the functions of a run end: each on its own, all at the same time, under one deadline.
#include "emulator/functions/registry.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "emulator/invocation/invoker.h"
#include "tests/support/catch.h"
#include "tests/support/discarded_log.h"
#include "tests/support/paths.h"
#include "tests/support/recorded_observer.h"
#include "tests/support/warden.h"

using namespace lambdalocal;
using namespace std::chrono_literals;

namespace {

// Two functions: "busy" has invocations that end when they are let go, "idle" a warm environment.
class Fixture {
 public:
  Fixture() {
    std::string name = (std::filesystem::temp_directory_path() / "lambdalocal-registry-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
    for (const auto& [function, mode] : {std::pair("busy", "pid-at-go"), std::pair("idle", "pid")}) add(function, mode);
  }
  ~Fixture() {
    shut_down(0ms);
    run_until([&] { return ended_; });
    std::filesystem::remove_all(directory_);
  }

  void start(const std::string& name) {
    boost::asio::co_spawn(
        loop_,
        [this, name]() -> boost::asio::awaitable<void> {
          InvokeRequest request;
          request.event = std::make_shared<const std::string>("{}");
          auto result = co_await invoker_.invoke(registry_.find(name), std::move(request));
          answers_[name] = std::get<InvocationOutcome>(result).payload;
        },
        boost::asio::detached);
  }
  void shut_down(std::chrono::milliseconds limit) {
    ended_ = false;
    boost::asio::co_spawn(
        loop_,
        [this, limit]() -> boost::asio::awaitable<void> {
          co_await registry_.shut_down(std::chrono::steady_clock::now() + limit);
          ended_ = true;
        },
        boost::asio::detached);
  }
  template <typename Predicate>
  void run_until(Predicate done) {
    loop_.restart();
    while (!done()) loop_.run_one_for(10ms);
  }
  void go() const { std::ofstream(directory_ / "go").close(); }

  bool ended() const { return ended_; }
  bool answered(const std::string& name) const { return answers_.contains(name); }
  const std::string& answer(const std::string& name) const { return answers_.at(name); }
  environment::Pool* pool(const std::string& name) const {
    const auto latest = registry_.find(name)->latest();
    return latest ? latest->pool.get() : nullptr;
  }
  void reload_now(const std::string& name) {
    bool done = false;
    boost::asio::co_spawn(
        loop_,
        [this, name, &done]() -> boost::asio::awaitable<void> {
          CHECK(co_await registry_.find(name)->reload());
          done = true;
        },
        boost::asio::detached);
    run_until([&] { return done; });
  }

 private:
  void add(const std::string& name, const std::string& mode) {
    ProjectFunction function;
    function.name = name;
    function.settings.environment["MODE"] = mode;
    registry_.put(std::move(function));
  }
  Result<PreparedFunction> prepare(const ProjectFunction& wanted) const {
    PreparedFunction function;
    function.function.name = wanted.name;
    function.function.timeout = 60s;
    function.function.runtime = *find_runtime("provided.al2023");
    function.layout.task_root = function.layout.runtime_directory = directory_;
    function.command.executable = test::program("runtime_helper");
    function.command.arguments = {"runtime_helper", wanted.settings.environment.at("MODE")};
    return function;
  }

  boost::asio::io_context loop_;
  system::Randomness randomness_;
  system::Workers workers_{loop_.get_executor(), 1};
  environment::ConcurrencyLimit account_{10};
  test::DiscardedLog log_;
  test::RecordedObserver observer_;
  Registry registry_{{loop_.get_executor(), test::warden(), account_, randomness_, workers_, log_, observer_,
                      [this](const ProjectFunction& wanted, Notices&) { return prepare(wanted); }}};
  Invoker invoker_{loop_.get_executor(), randomness_};
  std::filesystem::path directory_;
  std::map<std::string, std::string> answers_;
  bool ended_ = false;
};

bool is_gone(const std::string& pid) { return ::kill(std::stoi(pid), 0) != 0; }

}  // namespace

TEST_CASE("an idle environment ends at once while another function's invocation is waited for") {
  Fixture fixture;
  fixture.start("idle");
  fixture.start("busy");
  fixture.run_until(
      [&] { return fixture.answered("idle") && fixture.pool("busy") && fixture.pool("busy")->busy() == 1; });
  fixture.shut_down(60s);
  fixture.run_until([&] { return fixture.ended() || is_gone(fixture.answer("idle")); });
  CHECK_FALSE(fixture.answered("busy"));
  fixture.go();
  fixture.run_until([&] { return fixture.ended(); });
  CHECK(fixture.answered("busy"));
}

TEST_CASE("an idle environment ends at once while an invocation of the version before is waited for") {
  Fixture fixture;
  fixture.start("busy");
  fixture.run_until([&] { return fixture.pool("busy") && fixture.pool("busy")->busy() == 1; });
  fixture.reload_now("busy");
  fixture.reload_now("idle");
  fixture.start("idle");
  fixture.run_until([&] { return fixture.answered("idle"); });
  fixture.shut_down(60s);
  fixture.run_until([&] { return fixture.ended() || is_gone(fixture.answer("idle")); });
  CHECK_FALSE(fixture.answered("busy"));
  fixture.go();
  fixture.run_until([&] { return fixture.ended(); });
  CHECK(fixture.answered("busy"));
}

TEST_CASE("at the deadline of a shutdown everything is killed, what still runs too") {
  Fixture fixture;
  fixture.start("busy");
  fixture.run_until([&] { return fixture.pool("busy") && fixture.pool("busy")->busy() == 1; });
  fixture.shut_down(0ms);
  fixture.run_until([&] { return fixture.ended(); });
  fixture.run_until([&] { return fixture.answered("busy"); });
  CHECK(fixture.answer("busy").find("Runtime.ExitError") != std::string::npos);
}

// What the registry makes of a project's functions: when they are prepared, what a change of their configuration leads to.
#include "emulator/functions/registry.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
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

ProjectFunction function_named(const std::string& name, std::chrono::seconds timeout = 30s) {
  ProjectFunction function;
  function.name = name;
  function.settings.timeout = timeout;
  return function;
}

// Functions whose answer is their event; "slow" ones answer when they are let go.
class Fixture {
 public:
  Fixture() {
    std::string name = (std::filesystem::temp_directory_path() / "lambdalocal-registry-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
  }
  ~Fixture() {
    go();
    bool ended = false;
    spawn([&]() -> boost::asio::awaitable<void> {
      co_await registry.shut_down(std::chrono::steady_clock::now() + 10s);
      ended = true;
    });
    run_until([&] { return ended; });
    std::filesystem::remove_all(directory_);
  }

  InvocationResult invoke(const std::string& name) {
    std::optional<InvocationResult> result;
    start(name, result);
    run_until([&] { return result.has_value(); });
    return *std::move(result);
  }
  void start(const std::string& name, std::optional<InvocationResult>& result) {
    spawn([this, name, &result]() -> boost::asio::awaitable<void> {
      InvokeRequest request;
      request.event = std::make_shared<const std::string>("1");
      auto ended = co_await invoker_.invoke(registry.find(name), std::move(request));
      result = std::move(ended);
    });
  }
  template <typename Predicate>
  void run_until(Predicate done) {
    loop_.restart();
    while (!done()) loop_.run_one_for(10ms);
  }
  void go() const { std::ofstream(directory_ / "go").close(); }
  const std::filesystem::path& directory() const { return directory_; }

  std::vector<std::string> prepared;  // in their order, by name
  bool broken = false;
  test::RecordedObserver observer;

 private:
  Result<PreparedFunction> prepare(const ProjectFunction& wanted, Notices& notices) {
    prepared.push_back(wanted.name);  // one worker, and the test waits meanwhile
    if (broken) return Error{ErrorKind::BadConfiguration, "broken"};
    notices.warning(wanted.name + " is prepared");
    PreparedFunction function;
    function.function = function_of(wanted);
    function.function.runtime = *find_runtime("provided.al2023");
    function.layout.task_root = function.layout.runtime_directory = directory_;
    function.command.executable = test::program("runtime_helper");
    function.command.arguments = {"runtime_helper", wanted.name == "slow" ? "pid-at-go" : "echo"};
    return function;
  }
  template <typename Work>
  void spawn(Work work) {
    boost::asio::co_spawn(loop_, std::move(work), boost::asio::detached);
  }

  boost::asio::io_context loop_;
  system::Randomness randomness_;
  system::Workers workers_{loop_.get_executor(), 1};
  environment::ConcurrencyLimit account_{10};
  test::DiscardedLog log_;
  std::filesystem::path directory_;
  Invoker invoker_{loop_.get_executor(), randomness_};

 public:
  Registry registry{{loop_.get_executor(), test::warden(), account_, randomness_, workers_, log_, observer,
                     [this](const ProjectFunction& wanted, Notices& notices) { return prepare(wanted, notices); }}};
};

std::string payload_of(const InvocationResult& result) {
  const auto* outcome = outcome_of(result);
  return outcome != nullptr ? outcome->payload : "no outcome";
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("a function is prepared when it is invoked for the first time, and what that has to say is told") {
  Fixture fixture;
  const auto function = fixture.registry.put(function_named("f"));
  CHECK(fixture.prepared.empty());
  CHECK(function->latest() == nullptr);
  CHECK(function->configuration().timeout == 30s);
  CHECK(payload_of(fixture.invoke("f")) == "1");
  CHECK(payload_of(fixture.invoke("f")) == "1");
  CHECK(fixture.prepared == Strings{"f"});
  CHECK(fixture.observer.warnings == Strings{"f is prepared"});
}

TEST_CASE("put again as it is a function is not touched; changed, it becomes another version with an id of its own") {
  Fixture fixture;
  const auto function = fixture.registry.put(function_named("f"));
  fixture.invoke("f");
  const auto first = function->latest();
  CHECK(fixture.registry.put(function_named("f")) == function);
  fixture.invoke("f");
  CHECK(function->latest() == first);

  fixture.registry.put(function_named("f", 60s));
  CHECK(payload_of(fixture.invoke("f")) == "1");  // runs the new configuration: it was there before the invocation
  CHECK(function->latest() != first);
  CHECK(function->configuration().timeout == 60s);
  CHECK(first->function().timeout == 30s);
  CHECK(function->revision_id() != first->revision_id);
  CHECK(fixture.prepared == Strings{"f", "f"});
}

TEST_CASE("a function that nobody has called is not prepared because its configuration changes") {
  Fixture fixture;
  const auto function = fixture.registry.put(function_named("f"));
  fixture.registry.put(function_named("f", 60s));
  CHECK(function->configuration().timeout == 60s);
  CHECK(fixture.prepared.empty());
}

TEST_CASE("a change that cannot be loaded is told, and the version from before goes on, until a change can be") {
  Fixture fixture;
  const auto function = fixture.registry.put(function_named("f"));
  fixture.invoke("f");
  fixture.broken = true;
  fixture.registry.put(function_named("f", 60s));
  CHECK(payload_of(fixture.invoke("f")) == "1");
  CHECK(function->configuration().timeout == 30s);
  CHECK(fixture.observer.errors == Strings{"failed to load f: broken\nthe code from before goes on serving"});
  fixture.broken = false;
  fixture.registry.put(function_named("f", 90s));
  fixture.invoke("f");
  CHECK(function->configuration().timeout == 90s);
}

TEST_CASE("what runs when a function changes ends in the version it began in") {
  Fixture fixture;
  const auto function = fixture.registry.put(function_named("slow"));
  std::optional<InvocationResult> before;
  fixture.start("slow", before);
  fixture.run_until([&] { return function->latest() && function->latest()->pool->busy() == 1; });
  const auto first = function->latest();
  fixture.registry.put(function_named("slow", 60s));
  fixture.run_until([&] { return function->latest() != first; });
  CHECK(first->pool->busy() == 1);
  CHECK_FALSE(before);
  fixture.go();
  fixture.run_until([&] { return before.has_value(); });
  CHECK(outcome_of(*before)->status == InvocationStatus::Success);
}

TEST_CASE("a changed reservation holds from the next invocation on, over all versions of the function") {
  Fixture fixture;
  ProjectFunction slow = function_named("slow");
  const auto function = fixture.registry.put(slow);
  std::optional<InvocationResult> before;
  fixture.start("slow", before);
  fixture.run_until([&] { return function->latest() && function->latest()->pool->busy() == 1; });
  slow.settings.reserved_concurrency = 1;
  fixture.registry.put(slow);
  const auto refused = fixture.invoke("slow");
  REQUIRE(std::holds_alternative<Throttled>(refused));
  CHECK(std::get<Throttled>(refused).reason == ThrottleReason::ReservedFunctionConcurrentInvocationLimitExceeded);
  fixture.go();
  fixture.run_until([&] { return before.has_value(); });
}

TEST_CASE("a removed function is found no more, and one put under its name is another one") {
  Fixture fixture;
  const auto first = fixture.registry.put(function_named("f"));
  fixture.invoke("f");
  CHECK(fixture.registry.remove("f") == first);
  CHECK(fixture.registry.find("f") == nullptr);
  CHECK(fixture.registry.remove("f") == nullptr);
  CHECK(fixture.registry.put(function_named("f")) != first);
  first->kill();
}

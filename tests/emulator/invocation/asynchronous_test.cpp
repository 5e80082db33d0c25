// Asynchronous invocations of functions whose runtime fails or waits on demand. START lines tell which events ran, in order.
#include "emulator/invocation/asynchronous.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>

#include "emulator/invocation/call.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"
#include "tests/support/recorded_observer.h"
#include "tests/support/warden.h"

using namespace lambdalocal;
using namespace std::chrono_literals;
using Strings = std::vector<std::string>;

namespace {

struct Started : logs::LogSink {
  explicit Started(Strings& to) : ids(to) {}
  void write(const LogEvent& event) override {
    if (event.platform == nullptr) return;
    if (const auto* start = std::get_if<platform::Start>(event.platform)) ids.emplace_back(start->request_id);
  }
  Strings& ids;
};

EventQueueOptions at_once() {
  EventQueueOptions options;
  options.delay_scale = 0;
  return options;
}

class Fixture {
 public:
  explicit Fixture(EventQueueOptions options = at_once(), int account = 100) : account_(account) {
    std::string name = (std::filesystem::temp_directory_path() / "lambdalocal-events-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
    options.failed = [this](std::string_view text) { said.emplace_back(text); };
    queue_ = std::make_shared<EventQueue>(registry, invoker, std::move(options));
  }
  ~Fixture() {
    go();
    bool done = false;
    spawn([&]() -> boost::asio::awaitable<void> {
      queue_->stop();
      co_await registry.shut_down(std::chrono::steady_clock::now());
      done = true;
    });
    run_until([&] { return done; });
    std::filesystem::remove_all(directory_);
  }

  // The runtime of `mode` lies in a directory of the function's name, as its files do.
  std::shared_ptr<RegisteredFunction> add(const std::string& name, const std::string& mode,
                                          EventInvokeConfig config = {}, std::optional<int> reserved = std::nullopt) {
    std::filesystem::create_directories(directory_ / name);
    ProjectFunction function;
    function.name = name;
    function.settings.environment["MODE"] = mode;
    function.settings.maximum_retry_attempts = config.maximum_retry_attempts;
    function.settings.maximum_event_age = config.maximum_event_age;
    function.settings.reserved_concurrency = reserved;
    return registry.put(std::move(function));
  }

  InvokeRequest request(const std::string& id) {
    InvokeRequest request;
    request.event = std::make_shared<const std::string>("{}");
    request.request_id = id;
    return request;
  }
  Strings accept(const std::shared_ptr<RegisteredFunction>& function, int count) {
    Strings ids;
    for (int number = 0; number < count; ++number) {
      ids.push_back(function->name() + "-" + std::to_string(number));
      queue_->accept(function, request(ids.back()));
    }
    return ids;
  }
  Strings stop_and_wait(std::chrono::milliseconds patience) {
    queue_->stop();
    run_until([&, end = std::chrono::steady_clock::now() + patience] {
      return queue_->is_idle() || std::chrono::steady_clock::now() > end;
    });
    return queue_->left();
  }

  bool run_until(const std::function<bool()>& holds) {
    const auto end = std::chrono::steady_clock::now() + 20s;
    while (!holds() && std::chrono::steady_clock::now() < end) {
      loop.restart();
      loop.run_one_for(10ms);
    }
    return holds();
  }
  bool runs_dry() {
    return run_until([&] { return queue_->pending() == 0; });
  }
  // Runtimes of mode "stream" go on.
  void go() const {
    for (const auto& entry : std::filesystem::directory_iterator(directory_)) std::ofstream(entry.path() / "go");
  }
  std::uintmax_t environments(const std::string& function) const {
    return std::filesystem::file_size(directory_ / function / "starts");
  }
  template <typename Work>
  void spawn(Work work) {
    boost::asio::co_spawn(loop, std::move(work), boost::asio::detached);
  }

  Result<PreparedFunction> prepare(const ProjectFunction& wanted) const {
    if (broken) return Error{ErrorKind::BadConfiguration, "broken"};
    PreparedFunction prepared;
    prepared.function.name = wanted.name;
    prepared.function.runtime = *find_runtime("provided.al2023");
    prepared.layout.task_root = prepared.layout.runtime_directory = directory_ / wanted.name;
    prepared.command.executable = test::program("runtime_helper");
    prepared.command.arguments = {"runtime_helper", wanted.settings.environment.at("MODE")};
    return prepared;
  }

  Strings started, said;
  std::atomic<bool> broken = false;
  boost::asio::io_context loop;

 private:
  system::Workers workers_{loop.get_executor(), 1};
  system::Randomness randomness_;
  environment::ConcurrencyLimit account_;
  std::filesystem::path directory_;
  Started log_{started};
  test::RecordedObserver observer_;

 public:
  Registry registry{{loop.get_executor(), test::warden(), account_, randomness_, workers_, log_, observer_,
                     [this](const ProjectFunction& wanted, Notices&) { return prepare(wanted); }}};
  Invoker invoker{loop.get_executor(), randomness_};

 private:
  std::shared_ptr<EventQueue> queue_;

 public:
  EventQueue& queue() { return *queue_; }
};

}  // namespace

TEST_CASE("events of a function begin in the order they were accepted") {
  EventQueueOptions options;
  options.at_once = 1;
  Fixture fixture(options);
  const Strings ids = fixture.accept(fixture.add("f", "echo"), 20);
  CHECK(fixture.queue().pending() == 20);
  CHECK(fixture.runs_dry());
  CHECK(fixture.started == ids);
  CHECK(fixture.said.empty());
}

TEST_CASE("a long line of events starts no more environments than may run at a time") {
  EventQueueOptions options;
  options.at_once = 2;
  Fixture fixture(options);
  fixture.accept(fixture.add("f", "echo"), 100);
  CHECK(fixture.runs_dry());
  CHECK(fixture.started.size() == 100);
  CHECK(fixture.environments("f") <= 2);
}

TEST_CASE("an event whose function fails is tried three times with one request id, and then told") {
  Fixture fixture;
  fixture.accept(fixture.add("f", "error"), 1);
  CHECK(fixture.runs_dry());
  CHECK(fixture.started == Strings{"f-0", "f-0", "f-0"});
  CHECK(fixture.said == Strings{R"(an asynchronous invocation failed 3 times, last with )"
                                R"({"errorMessage":"m","errorType":"T"}: function f, RequestId: f-0)"});
}

TEST_CASE("retries are as many as configured") {
  Fixture fixture;
  fixture.accept(fixture.add("f", "error", {0, 6h}), 1);
  CHECK(fixture.runs_dry());
  CHECK(fixture.started == Strings{"f-0"});
  CHECK(fixture.said.size() == 1);
}

TEST_CASE("delays that are shortened make an event as old as AWS's delays would") {
  Fixture fixture;
  fixture.accept(fixture.add("f", "error", {2, 60s}), 1);
  CHECK(fixture.runs_dry());
  CHECK(fixture.started == Strings{"f-0"});
  REQUIRE(fixture.said.size() == 1);
  CHECK(fixture.said[0].find("failed 1 time and is too old for another try") != std::string::npos);
}

TEST_CASE("without a shorter scale the next try waits its minute") {
  Fixture fixture(EventQueueOptions{});
  fixture.accept(fixture.add("f", "error"), 1);
  CHECK(fixture.run_until([&] { return fixture.started.size() == 1; }));
  const Strings left = fixture.stop_and_wait(5s);
  CHECK(left == Strings{"an asynchronous invocation was accepted and is given up: function f, RequestId: f-0"});
}

TEST_CASE("events for which there is no environment wait in their order until there is one") {
  Fixture fixture(at_once(), 1);
  const auto waiting = fixture.add("waiting", "stream");
  const auto call = fixture.invoker.start(waiting, fixture.request("call"), Call::Mode::Streamed);
  CHECK(fixture.run_until([&] { return call->began(); }));
  const Strings ids = fixture.accept(fixture.add("f", "echo"), 20);
  const auto later = std::chrono::steady_clock::now() + 120ms;
  fixture.run_until([&] { return std::chrono::steady_clock::now() > later; });
  CHECK(fixture.queue().pending() == 20);
  fixture.go();
  CHECK(fixture.runs_dry());
  fixture.started.erase(fixture.started.begin());
  CHECK(fixture.started == ids);
  CHECK(fixture.said.empty());
}

TEST_CASE("events for which no environment was to be had until they were too old are told") {
  Fixture fixture(at_once(), 1);
  const auto waiting = fixture.add("waiting", "stream");
  const auto call = fixture.invoker.start(waiting, fixture.request("call"), Call::Mode::Streamed);
  CHECK(fixture.run_until([&] { return call->began(); }));
  EventInvokeConfig config;
  config.maximum_event_age = 0s;
  fixture.accept(fixture.add("old", "echo", config), 1);
  CHECK(fixture.runs_dry());
  REQUIRE(fixture.said.size() == 1);
  CHECK(fixture.said[0].find("too old") != std::string::npos);
}

TEST_CASE("a function that takes long holds up no other") {
  EventQueueOptions options;
  options.at_once = 2;
  Fixture fixture(options);
  fixture.accept(fixture.add("slow", "stream"), 5);
  fixture.accept(fixture.add("quick", "echo"), 5);
  CHECK(fixture.run_until([&] { return fixture.queue().pending() == 5; }));
  fixture.go();
  CHECK(fixture.runs_dry());
}

TEST_CASE("events of a function whose reserved concurrency is 0 are given up at once") {
  Fixture fixture;
  fixture.accept(fixture.add("f", "echo", {}, 0), 2);
  CHECK(fixture.queue().pending() == 0);
  CHECK(fixture.said.size() == 2);
  CHECK(fixture.started.empty());
}

TEST_CASE("with a reserved concurrency of one every event runs, in its order") {
  Fixture fixture;
  const Strings ids = fixture.accept(fixture.add("f", "echo", {}, 1), 30);
  CHECK(fixture.runs_dry());
  CHECK(fixture.started == ids);
}

TEST_CASE("a function that cannot be made ready is told once, and its events run when it can") {
  Fixture fixture;
  fixture.broken = true;
  fixture.accept(fixture.add("f", "echo"), 3);
  CHECK(fixture.run_until([&] { return !fixture.said.empty(); }));
  const auto later = std::chrono::steady_clock::now() + 120ms;
  fixture.run_until([&] { return std::chrono::steady_clock::now() > later; });
  CHECK(fixture.said == Strings{"asynchronous invocations of f wait and are tried again: broken"});
  fixture.broken = false;
  CHECK(fixture.runs_dry());
  CHECK(fixture.started.size() == 3);
}

TEST_CASE("an event runs on the function that is served by then, or is given up when there is none") {
  EventQueueOptions options;
  options.at_once = 1;
  Fixture fixture(options);
  fixture.accept(fixture.add("f", "stream"), 2);
  CHECK(fixture.run_until([&] { return fixture.started.size() == 1; }));
  const auto removed = fixture.registry.remove("f");
  fixture.go();
  CHECK(fixture.runs_dry());
  CHECK(fixture.said == Strings{"an asynchronous invocation was not begun: its function is served no more: function f, "
                                "RequestId: f-1"});
  bool done = false;
  fixture.spawn([&]() -> boost::asio::awaitable<void> {
    co_await removed->shut_down(std::chrono::steady_clock::now());
    done = true;
  });
  CHECK(fixture.run_until([&] { return done; }));
}

TEST_CASE("at the end what runs is waited for, and what is left is told: running, waiting, or to be tried again") {
  EventQueueOptions options;
  options.at_once = 1;
  Fixture fixture(options);
  fixture.accept(fixture.add("failing", "error"), 1);
  CHECK(fixture.run_until([&] { return fixture.started.size() == 1; }));
  fixture.accept(fixture.add("slow", "stream"), 2);
  CHECK(fixture.run_until([&] { return fixture.started.size() == 2; }));
  const std::string given_up = "an asynchronous invocation was accepted and is given up: function ";
  CHECK(fixture.stop_and_wait(20ms) == Strings{given_up + "slow, RequestId: slow-0",
                                               given_up + "slow, RequestId: slow-1",
                                               given_up + "failing, RequestId: failing-0"});
}

TEST_CASE("no event is accepted beyond the bytes they may take, until one of them has ended") {
  EventQueueOptions options = at_once();
  options.at_once = 1;
  options.bytes = 3000;
  Fixture fixture(options);
  const auto function = fixture.add("slow", "stream");
  CHECK(fixture.queue().accept(function, fixture.request("first")) == EventQueue::Acceptance::Accepted);
  CHECK(fixture.queue().accept(function, fixture.request("second")) == EventQueue::Acceptance::Accepted);
  CHECK(fixture.queue().accept(function, fixture.request("third")) == EventQueue::Acceptance::Full);
  fixture.go();
  CHECK(fixture.runs_dry());
  CHECK(fixture.queue().accept(function, fixture.request("fourth")) == EventQueue::Acceptance::Accepted);
  CHECK(fixture.runs_dry());
}

TEST_CASE("a queue that has been stopped accepts nothing") {
  Fixture fixture;
  const auto function = fixture.add("f", "echo");
  fixture.queue().stop();
  CHECK(fixture.queue().accept(function, fixture.request("late")) == EventQueue::Acceptance::Ending);
  CHECK(fixture.queue().left().empty());
}

// The pool of a function's execution environments, with a runtime that misbehaves on demand.
#include "emulator/environment/pool.h"

#include <sys/resource.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>
#include <set>

#include "emulator/system/processes/processors.h"
#include "tests/support/catch.h"
#include "tests/support/discarded_log.h"
#include "tests/support/eventually.h"
#include "tests/support/paths.h"
#include "tests/support/warden.h"

using namespace lambdalocal;
using namespace std::chrono_literals;
using environment::Pool;

namespace {

class Fixture {
 public:
  explicit Fixture(const std::string& mode, int account = 10, environment::PoolOptions options = {},
                   std::optional<int> reserved = std::nullopt)
      : account_(account) {
    std::string name = (std::filesystem::temp_directory_path() / "lambdalocal-pool-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
    pool_ = make_pool(mode, options, reserved);
  }
  ~Fixture() {
    shut_down();
    pool_.reset();
    std::filesystem::remove_all(directory_);
  }

  std::shared_ptr<Pool> make_pool(const std::string& mode, environment::PoolOptions options = {},
                                  std::optional<int> reserved = std::nullopt) {
    concurrency_ = std::make_shared<environment::FunctionConcurrency>(account_, reserved);
    return std::make_shared<Pool>(
        environment::PoolResources{loop_.get_executor(), test::warden(), randomness_, descriptors_}, log_, concurrency_,
        prepared(mode), options);
  }
  std::shared_ptr<const PreparedFunction> prepared(const std::string& mode) {
    auto function = std::make_shared<PreparedFunction>();
    function->function.name = "f";
    function->function.runtime = *find_runtime("provided.al2023");
    function->layout.task_root = function->layout.runtime_directory = directory_;
    function->command.executable = test::program("runtime_helper");
    function->command.arguments = {"runtime_helper", mode};
    return function;
  }

  // Starts `count` invocations at once and returns their payloads, or the reason they were throttled.
  std::vector<std::string> invoke(int count, const std::string& event = "{}",
                                  const std::optional<std::string>& tenant = std::nullopt) {
    std::vector<std::string> answers;
    for (int i = 0; i < count; ++i) start(event, answers, tenant);
    run_until([&] { return answers.size() == static_cast<std::size_t>(count); });
    return answers;
  }
  void start(const std::string& event, std::vector<std::string>& answers,
             const std::optional<std::string>& tenant = std::nullopt) {
    spawn([this, pool = pool_, event, &answers, tenant]() -> boost::asio::awaitable<void> {
      Invocation invocation = invocation_with(event);
      invocation.tenant_id = tenant;
      const auto result = co_await pool->invoke(std::move(invocation));
      if (const auto* throttled = std::get_if<Throttled>(&result)) {
        answers.emplace_back(name_of(throttled->reason));
      } else {
        tail_ = std::get<InvocationOutcome>(result).log_tail;
        answers.push_back(std::get<InvocationOutcome>(result).payload);
      }
    });
  }
  // `count` callers that invoke again as soon as they have their answer, `each` times. How many were throttled.
  int invoke_on_and_on(int count, int each) {
    std::vector<std::shared_ptr<Insistent>> callers;
    for (int i = 0; i < count; ++i) {
      callers.push_back(std::make_shared<Insistent>());
      callers.back()->again = [this, caller = std::weak_ptr(callers.back()), left = each]() mutable {
        if (left-- > 0) invoke_for(caller.lock());
      };
      callers.back()->again();
    }
    const auto ended = [&] {
      return std::ranges::all_of(callers, [&](const auto& caller) { return caller->ended == each; });
    };
    run_until(ended);
    int throttled = 0;
    for (const auto& caller : callers) throttled += caller->throttled;
    return throttled;
  }
  template <typename Predicate>
  void run_until(Predicate done) {
    loop_.restart();
    while (!done()) loop_.run_one();
  }
  // What the invocation throws, is thrown.
  void invoke_with(std::shared_ptr<environment::Caller> caller) {
    std::exception_ptr thrown;
    bool done = false;
    spawn([&]() -> boost::asio::awaitable<void> {
      try {
        co_await pool_->invoke(invocation_with("{}"), caller);
      } catch (const std::exception&) {
        thrown = std::current_exception();
      }
      done = true;
    });
    run_until([&] { return done; });
    if (thrown) std::rethrow_exception(thrown);
  }
  // Runtimes of mode "pid-at-go" answer.
  void go() const { std::ofstream(directory_ / "go").close(); }
  void shut_down() {
    bool done = false;
    spawn([&]() -> boost::asio::awaitable<void> {
      co_await pool_->shut_down(std::chrono::steady_clock::now());
      done = true;
    });
    run_until([&] { return done; });
  }
  // From now on another function is invoked; the pool of the one before.
  std::shared_ptr<Pool> turn_to_another(const std::string& mode) { return std::exchange(pool_, make_pool(mode)); }
  std::shared_ptr<Pool> turn_back_to(std::shared_ptr<Pool> pool) { return std::exchange(pool_, std::move(pool)); }
  // Of mode "pid-at-go": two are idle afterwards.
  void use_two_environments() {
    std::vector<std::string> pids;
    for (int count = 0; count < 2; ++count) start("{}", pids);
    run_until([&] { return pool_->busy() == 2; });
    go();
    run_until([&] { return pids.size() == 2; });
  }
  environment::FunctionConcurrency& concurrency() { return *concurrency_; }
  Pool& pool() { return *pool_; }
  const std::string& tail() const { return tail_; }

 private:
  static Invocation invocation_with(const std::string& event) {
    Invocation invocation;
    invocation.request_id = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";
    invocation.event = std::make_shared<const std::string>(event);
    return invocation;
  }

  struct Insistent : environment::Caller {
    void answered(const InvocationOutcome&) override { again(); }
    std::function<void()> again;
    int ended = 0;
    int throttled = 0;
  };

  void invoke_for(std::shared_ptr<Insistent> caller) {
    spawn([this, caller]() -> boost::asio::awaitable<void> { co_await invoke_once(pool_, caller); });
  }
  static boost::asio::awaitable<void> invoke_once(std::shared_ptr<Pool> pool, std::shared_ptr<Insistent> caller) {
    const auto result = co_await pool->invoke(invocation_with("{}"), caller);
    ++caller->ended;
    if (std::holds_alternative<Throttled>(result)) {
      ++caller->throttled;
      caller->again();
    }
  }

  template <typename Work>
  void spawn(Work work) {
    boost::asio::co_spawn(loop_, std::move(work), boost::asio::detached);
  }

  boost::asio::io_context loop_;
  environment::ConcurrencyLimit account_;
  system::Randomness randomness_;
  const std::shared_ptr<environment::Descriptors> descriptors_ = std::make_shared<environment::Descriptors>();
  test::DiscardedLog log_;
  std::shared_ptr<environment::FunctionConcurrency> concurrency_;
  std::filesystem::path directory_;
  std::shared_ptr<Pool> pool_;
  std::string tail_;
};

// While it lives, so many descriptors can be opened and no more.
class Openable {
 public:
  explicit Openable(std::size_t count) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    rlimit now = before_;
    now.rlim_cur = 0;
    do {
      ++now.rlim_cur;
      ::setrlimit(RLIMIT_NOFILE, &now);
    } while (!environment::can_open(count));
  }
  ~Openable() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  Openable(const Openable&) = delete;
  Openable& operator=(const Openable&) = delete;

 private:
  rlimit before_{};
};

constexpr std::size_t kForTwoEnvironments =
    environment::Descriptors::kKept + 2 * environment::Descriptors::kOfEnvironment;

// Of a process, as in /proc: T when it is stopped.
char state_of(const std::string& pid) {
  std::ifstream file("/proc/" + pid + "/stat");
  std::string text;
  std::getline(file, text);  // nothing, where it ends while it is read
  const auto name_end = text.rfind(") ");
  return name_end == std::string::npos ? '?' : text[name_end + 2];
}

}  // namespace

TEST_CASE("one caller after the other is served by the same environment") {
  Fixture fixture("pid");
  const auto first = fixture.invoke(1);
  CHECK(fixture.invoke(1) == first);
  CHECK(fixture.pool().idle() == 1);
}

TEST_CASE("invocations at the same time get an environment each") {
  Fixture fixture("pid-at-go");
  std::vector<std::string> pids;
  for (int count = 0; count < 5; ++count) fixture.start("{}", pids);
  fixture.run_until([&] { return fixture.pool().busy() == 5; });
  fixture.go();
  fixture.run_until([&] { return pids.size() == 5; });
  CHECK(std::set(pids.begin(), pids.end()).size() == 5);
  CHECK(fixture.pool().idle() == 5);
}

TEST_CASE("tenants never share an environment, nor do they with who names none") {
  Fixture fixture("pid");
  const auto blue = fixture.invoke(1, "{}", "blue");
  CHECK(fixture.invoke(1, "{}", "green") != blue);
  CHECK(fixture.invoke(1) != blue);
  CHECK(fixture.invoke(1, "{}", "blue") == blue);
  CHECK(fixture.pool().idle() == 3);
}

TEST_CASE("of several idle environments the one used last is taken first") {
  Fixture fixture("pid-at-go");
  std::vector<std::string> pids;
  for (int count = 0; count < 3; ++count) fixture.start("{}", pids);
  fixture.run_until([&] { return fixture.pool().busy() == 3; });
  fixture.go();
  fixture.run_until([&] { return pids.size() == 3; });
  CHECK(fixture.invoke(1).front() == pids.back());
}

TEST_CASE("more invocations at a time than the account has are throttled with AWS's reason") {
  Fixture fixture("echo", 2);
  const auto answers = fixture.invoke(3, "7");
  CHECK(std::ranges::count(answers, "7") == 2);
  CHECK(std::ranges::count(answers, "ConcurrentInvocationLimitExceeded") == 1);
  CHECK(fixture.invoke(1, "8") == std::vector<std::string>{"8"});
}

TEST_CASE("as many callers as the limit, each asking again as soon as it is answered, are never throttled") {
  constexpr int kCallers = 8, kEach = 200;
  Fixture fixture("echo", kCallers);
  CHECK(fixture.invoke_on_and_on(kCallers, kEach) == 0);
}

TEST_CASE("a function's reserved concurrency is its limit, and none at all is possible") {
  Fixture one("echo", 10, {}, 1);
  CHECK(std::ranges::count(one.invoke(3, "7"), "ReservedFunctionConcurrentInvocationLimitExceeded") == 2);
  Fixture none("echo", 10, {}, 0);
  CHECK(none.invoke(1).front() == "ReservedFunctionConcurrentInvocationLimitExceeded");
}

TEST_CASE("environments to be kept warm are initialised ahead of the first invocation, and never reaped") {
  Fixture fixture("pid-at-go", 10, {0ms, environment::Freeze::No, 2});
  fixture.pool().start_warming();
  fixture.run_until([&] { return fixture.pool().idle() == 2; });
  std::vector<std::string> pids;
  for (int count = 0; count < 3; ++count) fixture.start("{}", pids);
  fixture.run_until([&] { return fixture.pool().busy() == 3; });
  fixture.go();
  fixture.run_until([&] { return pids.size() == 3 && fixture.pool().idle() == 2; });
  CHECK(std::set(pids.begin(), pids.end()).size() == 3);
}

TEST_CASE("a frozen environment does nothing between invocations and goes on with the next one") {
  Fixture fixture("pid", 10, {10min, environment::Freeze::BetweenInvocations});
  const auto pid = fixture.invoke(1).front();
  CHECK(eventually([&] { return state_of(pid) == 'T'; }));
  CHECK(fixture.invoke(1).front() == pid);
  CHECK(eventually([&] { return state_of(pid) == 'T'; }));
}

TEST_CASE("an environment idle for longer than the timeout ends") {
  Fixture fixture("pid", 10, {30ms});
  const auto first = fixture.invoke(1);
  fixture.run_until([&] { return fixture.pool().idle() == 0; });
  CHECK(fixture.invoke(1) != first);
}

TEST_CASE("what is here when a pool is retired ends here, and then every environment does") {
  Fixture fixture("pid-at-go");
  std::vector<std::string> answers;
  for (int count = 0; count < 3; ++count) fixture.start("{}", answers);
  fixture.run_until([&] { return fixture.pool().busy() == 1; });
  fixture.pool().retire();
  fixture.go();
  fixture.run_until([&] { return answers.size() == 3; });
  fixture.run_until([&] { return fixture.pool().environments() == 0; });
  fixture.run_until([&] { return std::ranges::all_of(answers, [](const auto& pid) { return state_of(pid) == '?'; }); });
}

TEST_CASE("who waits takes what becomes free first, not the environment that was started for him") {
  Fixture fixture("start-slowly");  // all but the first one hang in their init
  std::vector<std::string> answers;
  for (int count = 0; count < 4; ++count) fixture.start("{}", answers);
  fixture.run_until([&] { return answers.size() == 4; });
  CHECK(fixture.pool().environments() <= 4);
  CHECK(fixture.pool().idle() == 1);
}

TEST_CASE("no more environments start at once than keep the processors busy") {
  constexpr std::size_t kCallers = 40;
  Fixture fixture("echo", kCallers);
  std::vector<std::string> answers;
  for (std::size_t count = 0; count < kCallers; ++count) fixture.start("{}", answers);
  fixture.run_until([&] { return fixture.pool().waiting() == kCallers; });
  CHECK(fixture.pool().environments() == static_cast<std::size_t>(system::processors() + 1));
  fixture.run_until([&] { return answers.size() == kCallers; });
}

TEST_CASE("environments whose init waits for something start all the same") {
  constexpr std::size_t kCallers = 30;
  Fixture fixture("init-hang", kCallers);
  std::vector<std::string> answers;
  for (std::size_t count = 0; count < kCallers; ++count) fixture.start("{}", answers);
  fixture.run_until([&] { return fixture.pool().environments() == kCallers; });
  CHECK(answers.empty());
}

TEST_CASE("one environment is kept warm, and a caller that comes while it starts waits for it") {
  Fixture fixture("pid", 10, {10min, environment::Freeze::No, 1});
  fixture.pool().start_warming();
  fixture.invoke(1);
  CHECK(fixture.pool().environments() == 1);
}

TEST_CASE("there are never more environments than invocations that were here at once") {
  constexpr int kCallers = 6;
  Fixture fixture("echo", kCallers);
  fixture.invoke_on_and_on(kCallers, 100);
  CHECK(fixture.pool().environments() <= kCallers);
}

TEST_CASE("a reservation that changes holds from the next invocation on, and frees the account's share") {
  Fixture fixture("echo", 2);
  fixture.concurrency().reserve(1);
  CHECK(std::ranges::count(fixture.invoke(2, "7"), "ReservedFunctionConcurrentInvocationLimitExceeded") == 1);
  fixture.concurrency().reserve(0);
  CHECK(fixture.invoke(1).front() == "ReservedFunctionConcurrentInvocationLimitExceeded");
  fixture.concurrency().reserve(std::nullopt);
  CHECK(std::ranges::count(fixture.invoke(3, "7"), "ConcurrentInvocationLimitExceeded") == 1);
  CHECK(fixture.concurrency().in_use() == 0);
}

TEST_CASE("a pool that shuts down ends all its environments at once") {
  Fixture fixture("pid-at-go");
  std::vector<std::string> pids;
  for (int count = 0; count < 4; ++count) fixture.start("{}", pids);
  fixture.run_until([&] { return fixture.pool().busy() == 4; });
  fixture.go();
  fixture.run_until([&] { return pids.size() == 4; });
  fixture.shut_down();
  for (const std::string& pid : pids) CHECK(eventually([&] { return state_of(pid) == '?'; }));
}

TEST_CASE("a crash frees the environment's place, and the next invocation is served") {
  Fixture fixture("exit-3", 1);
  CHECK(fixture.invoke(1).front().find("Runtime.ExitError") != std::string::npos);
  CHECK(fixture.pool().busy() == 0);
  CHECK(fixture.invoke(1).front().find("Runtime.ExitError") != std::string::npos);
}

TEST_CASE("an exception in the middle of an invocation frees its slot and ends its environment") {
  struct Throwing : environment::Caller {
    void answered(const InvocationOutcome&) override { throw std::bad_alloc(); }
  };
  Fixture fixture("echo", 1);
  CHECK_THROWS_AS(fixture.invoke_with(std::make_shared<Throwing>()), std::bad_alloc);
  CHECK(fixture.concurrency().in_use() == 0);
  CHECK(fixture.pool().environments() == 0);
  CHECK(fixture.invoke(1, "8") == std::vector<std::string>{"8"});
}

TEST_CASE("the log tail has the lines of its invocation alone, without INIT_START") {
  Fixture fixture("print");
  fixture.invoke(1);
  CHECK(fixture.tail().starts_with("START RequestId: 8476a536"));
  CHECK(fixture.tail().find("line one\npartial\nEND") != std::string::npos);
  fixture.invoke(1);
  CHECK(fixture.tail().find("START", 1) == std::string::npos);
}

TEST_CASE("where descriptors run out, idle environments of other functions end and everybody is answered") {
  Fixture fixture("pid-at-go", 100);
  const Openable few(kForTwoEnvironments);
  fixture.use_two_environments();
  const auto first = fixture.turn_to_another("echo");
  CHECK(fixture.invoke(10, "2") == std::vector<std::string>(10, "2"));
  CHECK(first->idle() < 2);
  CHECK(fixture.pool().idle() + first->idle() <= 2);
}

TEST_CASE("where descriptors run out, a function that is called on and on does not keep all from another one") {
  constexpr std::size_t kAtOnce = 4, kAtMost = 100'000;
  Fixture fixture("pid-at-go", 100);
  const Openable few(kForTwoEnvironments);
  fixture.use_two_environments();
  const auto first = fixture.turn_to_another("echo");
  const auto second = fixture.turn_back_to(first);
  std::vector<std::string> busy, other;
  std::size_t started = 0;
  const auto call_on = [&] {
    for (; other.empty() && started < std::min(kAtMost, busy.size() + kAtOnce); ++started) fixture.start("{}", busy);
  };
  call_on();
  fixture.run_until([&] { return first->waiting() == kAtOnce - 2; });
  fixture.turn_back_to(second);
  fixture.start("2", other);
  fixture.turn_back_to(first);
  fixture.run_until([&] {
    call_on();
    return busy.size() == started;
  });
  CHECK(other == std::vector<std::string>{"2"});
}

TEST_CASE("an environment that is kept warm is not worth another function's") {
  Fixture fixture("pid-at-go", 100);
  const Openable few(kForTwoEnvironments);
  fixture.use_two_environments();
  environment::PoolOptions options;
  options.keep_warm = 1;
  const auto warm = fixture.make_pool("echo", options);
  warm->start_warming();
  CHECK(warm->environments() == 0);
  CHECK(fixture.pool().idle() == 2);
}

// A call and a served function, with a runtime that streams and misbehaves on demand.
#include "emulator/invocation/call.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>

#include "emulator/functions/registry.h"
#include "emulator/invocation/invoker.h"
#include "tests/support/catch.h"
#include "tests/support/discarded_log.h"
#include "tests/support/eventually.h"
#include "tests/support/paths.h"
#include "tests/support/recorded_observer.h"
#include "tests/support/warden.h"

using namespace lambdalocal;
using namespace std::chrono_literals;

namespace {

class Fixture {
 public:
  explicit Fixture(const std::string& mode) : mode_(mode) {
    std::string name = (std::filesystem::temp_directory_path() / "lambdalocal-call-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
    ProjectFunction function;
    function.name = "f";
    function_ = registry_.put(std::move(function));
  }
  ~Fixture() {
    std::ofstream(directory_ / "go").close();
    bool done = false;
    spawn([&]() -> boost::asio::awaitable<void> {
      co_await registry_.shut_down(std::chrono::steady_clock::now());
      done = true;
    });
    run_until([&] { return done; });
    std::filesystem::remove_all(directory_);
  }

  Result<PreparedFunction> prepare() {
    ++prepared;
    if (broken) return Error{ErrorKind::BadConfiguration, "broken"};
    PreparedFunction function;
    function.function.name = "f";
    function.function.timeout = std::chrono::minutes(1);  // of a slow machine
    function.function.runtime = *find_runtime("provided.al2023");
    function.layout.task_root = function.layout.runtime_directory = directory_;
    function.command.executable = test::program("runtime_helper");
    function.command.arguments = {"runtime_helper", mode_};
    return function;
  }

  std::shared_ptr<Call> call(Call::Mode mode = Call::Mode::Buffered, const std::string& event = "{}") {
    InvokeRequest request;
    request.event = std::make_shared<const std::string>(event);
    return invoker_.start(function_, std::move(request), mode);
  }
  boost::asio::awaitable<InvocationResult> invoke(std::shared_ptr<environment::Caller> caller) {
    InvokeRequest request;
    request.event = std::make_shared<const std::string>("{}");
    return invoker_.invoke(function_, std::move(request), std::move(caller));
  }
  std::string answer(const std::string& event) {
    const auto asked = call(Call::Mode::Buffered, event);
    run_until([&] { return asked->over(); });
    return asked->outcome() ? asked->outcome()->payload : "error: " + asked->error()->message;
  }
  Result<void> reload() {
    std::optional<Result<void>> result;
    spawn([&]() -> boost::asio::awaitable<void> { result = co_await function_->reload(); });
    run_until([&] { return result.has_value(); });
    return *result;
  }
  template <typename Predicate>
  void run_until(Predicate done) {
    loop_.restart();
    while (!done()) loop_.run_one();
  }
  void settle() {
    loop_.restart();
    loop_.run_for(0ms);
  }
  template <typename Work>
  void spawn(Work work) {
    boost::asio::co_spawn(loop_, std::move(work), boost::asio::detached);
  }
  const std::filesystem::path& directory() const { return directory_; }
  std::uintmax_t pieces_taken() const { return std::filesystem::file_size(directory_ / "starts"); }

  std::atomic<int> prepared = 0;
  std::atomic<bool> broken = false;

 private:
  std::string mode_;
  boost::asio::io_context loop_;
  system::Workers workers_{loop_.get_executor(), 2};
  system::Randomness randomness_;
  environment::ConcurrencyLimit account_{10};
  test::DiscardedLog log_;
  test::RecordedObserver observer_;
  Registry registry_{{loop_.get_executor(), test::warden(), account_, randomness_, workers_, log_, observer_,
                      [this](const ProjectFunction&, Notices&) { return prepare(); }}};
  Invoker invoker_{loop_.get_executor(), randomness_};
  std::filesystem::path directory_;
  std::shared_ptr<RegisteredFunction> function_;
};

}  // namespace

TEST_CASE("a function is prepared once, by the first calls that need it") {
  Fixture fixture("pid");
  const auto first = fixture.call();
  const auto second = fixture.call();
  fixture.run_until([&] { return first->over() && second->over(); });
  CHECK(fixture.prepared == 1);
  CHECK(first->outcome() != nullptr);
  CHECK(second->outcome() != nullptr);
}

TEST_CASE("a function that cannot be prepared is an error of the call, and is tried again by the next one") {
  Fixture fixture("echo");
  fixture.broken = true;
  CHECK(fixture.answer("1") == "error: broken");
  fixture.broken = false;
  CHECK(fixture.answer("2") == "2");
}

TEST_CASE("an exception of ours in an invocation is its caller's error, and the next one is served") {
  struct Throwing : environment::Caller {
    void answered(const InvocationOutcome&) override { throw std::bad_alloc(); }
  };
  Fixture fixture("echo");
  std::optional<InvocationResult> result;
  fixture.spawn(
      [&]() -> boost::asio::awaitable<void> { result = co_await fixture.invoke(std::make_shared<Throwing>()); });
  fixture.run_until([&] { return result.has_value(); });
  REQUIRE(std::holds_alternative<Error>(*result));
  CHECK(std::get<Error>(*result).message.find("bad_alloc") != std::string::npos);
  CHECK(fixture.answer("2") == "2");
}

TEST_CASE("after a reload calls run in new environments; a reload that fails leaves the old ones") {
  Fixture fixture("pid");
  const std::string first = fixture.answer("{}");
  CHECK(fixture.reload());
  const std::string second = fixture.answer("{}");
  CHECK(second != first);
  fixture.broken = true;
  CHECK_FALSE(fixture.reload());
  CHECK(fixture.answer("{}") == second);
}

TEST_CASE("a call is answered when the runtime answers, though it hangs then") {
  Fixture fixture("answer-then-hang");
  CHECK(fixture.answer("5") == "5");
}

TEST_CASE("pieces of a streamed response arrive before the function has written the last") {
  Fixture fixture("stream");
  const auto call = fixture.call(Call::Mode::Streamed);
  std::string received;
  fixture.run_until([&] {
    received += call->take();
    return received == "first";
  });
  CHECK(call->began());
  CHECK(call->content_type() == "text/x-test");
  CHECK_FALSE(call->over());
  std::ofstream(fixture.directory() / "go").close();
  fixture.run_until([&] { return call->over(); });
  CHECK(received + call->take() == "firstsecond");
  CHECK(call->outcome()->status == InvocationStatus::Success);
  CHECK(call->outcome()->payload.empty());
}

TEST_CASE("a chunked HTTP response streams though its runtime does not name the mode, as AWS's Go client does not") {
  Fixture fixture("stream-unnamed");
  const auto call = fixture.call(Call::Mode::Streamed);
  fixture.run_until([&] { return call->over(); });
  CHECK(call->began());
  CHECK(call->take() == "firstsecond");
}

TEST_CASE("a streamed response is gathered for a caller that wants it whole") {
  Fixture fixture("stream-twice");
  CHECK(fixture.answer("{}") == "firstsecond");
}

TEST_CASE("a streamed response over the limit of buffered ones is a function error for a caller that wants it whole") {
  Fixture fixture("stream-flood");
  const auto call = fixture.call();
  fixture.run_until([&] { return call->over(); });
  CHECK(call->outcome()->error_type == "Function.ResponseSizeTooLarge");
}

TEST_CASE("a function waits for a slow client, and is let go when the client leaves") {
  Fixture fixture("stream-flood");
  const auto call = fixture.call(Call::Mode::Streamed);
  fixture.run_until([&] { return call->began(); });
  CHECK(eventually([&] {
    const auto before = fixture.pieces_taken();
    for (int turn = 0; turn < 20; ++turn) fixture.settle();
    return before == fixture.pieces_taken();
  }));
  CHECK(fixture.pieces_taken() < 50);  // what the sockets hold, not the hundred pieces
  CHECK_FALSE(call->over());
  call->abandon();
  fixture.run_until([&] { return call->over(); });
  CHECK(fixture.pieces_taken() == 101);
}

TEST_CASE("a stream that breaks off tells its caller what it was") {
  Fixture exits("stream-then-exit");
  const auto broken = exits.call(Call::Mode::Streamed);
  exits.run_until([&] { return broken->over(); });
  CHECK(broken->began());
  CHECK(broken->take() == "first");
  CHECK(broken->outcome()->status != InvocationStatus::Success);

  Fixture fails("stream-then-error");
  const auto failed = fails.call(Call::Mode::Streamed);
  fails.run_until([&] { return failed->over(); });
  CHECK(failed->outcome()->status == InvocationStatus::FunctionError);
  CHECK(failed->outcome()->payload == R"({"errorType":"Mid"})");
}

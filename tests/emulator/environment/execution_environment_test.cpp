// The phases of an execution environment's life, with a runtime that misbehaves on demand.
#include "emulator/environment/execution_environment.h"

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <regex>

#include "tests/support/catch.h"
#include "tests/support/paths.h"
#include "tests/support/run_to_end.h"
#include "tests/support/warden.h"

using namespace lambdalocal;
using namespace std::chrono_literals;
using environment::ExecutionEnvironment;

namespace {

const std::string kRequestId = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";

struct CollectedLog : logs::LogSink {
  std::string lines;
  void write(const LogEvent& event) override {
    if (event.is_shown()) lines += std::string(event.text) + "\n";
  }

  // With ids and numbers replaced: "REPORT RequestId: ID\tDuration: N ms...".
  std::string text() const {
    std::string text = std::regex_replace(lines, std::regex(kRequestId), "ID");
    text = std::regex_replace(text, std::regex("INIT_START[^\n]*"), "INIT_START");
    return std::regex_replace(text, std::regex("[0-9]+(\\.[0-9]+)?( ms| MB)"), "N$2");
  }
};

struct NotingCaller : environment::Caller {
  std::string payload;
  void answered(const InvocationOutcome& outcome) override { payload = outcome.payload; }
};

class Environment {
 public:
  explicit Environment(const std::string& mode, std::chrono::milliseconds timeout = 3s,
                       std::chrono::milliseconds init_limit = 10s, bool snap_start = false) {
    std::string name = (std::filesystem::temp_directory_path() / "lambdalocal-environment-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
    function_.function.name = "f";
    function_.function.runtime = *find_runtime("provided.al2023");
    function_.function.timeout = timeout;
    function_.function.snap_start = snap_start;
    function_.layout.task_root = directory_;
    function_.layout.runtime_directory = directory_;
    function_.command.executable = test::program("runtime_helper");
    function_.command.arguments = {"runtime_helper", mode};
    environment_ =
        ExecutionEnvironment::create({loop_.get_executor(), test::warden(), randomness_,
                                      std::make_shared<const PreparedFunction>(function_), log_, "stream", init_limit})
            .value();
  }

  ~Environment() {
    run_to_end(loop_, [this]() -> boost::asio::awaitable<void> {
      co_await environment_->shut_down(environment::ShutdownReason::Spindown,
                                       ExecutionEnvironment::shutdown_deadline());
    });
    environment_.reset();
    std::filesystem::remove_all(directory_);
  }

  InvocationOutcome invoke(const std::string& event = "{}") {
    Invocation invocation;
    invocation.request_id = kRequestId;
    invocation.invocation_id = "11111111-2222-4333-8444-555555555555";
    invocation.event = std::make_shared<const std::string>(event);
    invocation.function_arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
    event_ = invocation.event;
    InvocationOutcome outcome;
    run_to_end(loop_, [&]() -> boost::asio::awaitable<void> {
      const auto caller = std::make_shared<NotingCaller>();
      auto result = co_await environment_->invoke(invocation, caller);
      answered_ = caller->payload;
      outcome = std::move(result).value();
    });
    return outcome;
  }

  std::string log() const { return log_.text(); }
  bool logged(const std::string& part) const { return log().find(part) != std::string::npos; }
  std::string answered() const { return answered_; }
  bool keeps_event() const { return !event_.expired(); }

 private:
  boost::asio::io_context loop_;
  system::Randomness randomness_;
  std::filesystem::path directory_;
  PreparedFunction function_;
  CollectedLog log_;
  std::string answered_;
  std::weak_ptr<const std::string> event_;
  std::shared_ptr<ExecutionEnvironment> environment_;
};

std::string exit_error_with(const std::string& reason) {
  return "{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"RequestId: " + kRequestId +
         " Error: Runtime exited " + reason + "\"}";
}

const std::string kStartEnd = "START RequestId: ID Version: $LATEST\nEND RequestId: ID\n";
const std::string kReport =
    "REPORT RequestId: ID\tDuration: N ms\tBilled Duration: N ms\tMemory Size: N MB\tMax Memory Used: N MB\t";

}  // namespace

TEST_CASE("a first invocation is cold: init is reported, the payload passes through unchanged") {
  Environment environment("echo");
  const auto outcome = environment.invoke("{ \"a\" : 1 }");
  CHECK(outcome.status == InvocationStatus::Success);
  CHECK(outcome.payload == "{ \"a\" : 1 }");
  CHECK(environment.answered() == outcome.payload);
  CHECK(outcome.init_duration.has_value());
  CHECK(outcome.max_memory_used_mb > 0);
  CHECK(environment.log() == "INIT_START\n" + kStartEnd + kReport + "Init Duration: N ms\t\n");
}

TEST_CASE("an idle environment keeps no event") {
  Environment environment("echo");
  environment.invoke("[1]");
  CHECK_FALSE(environment.keeps_event());
}

TEST_CASE("a second invocation is warm: the same process, no init") {
  Environment environment("pid");
  const auto first = environment.invoke();
  const auto second = environment.invoke();
  CHECK(first.payload == second.payload);
  CHECK_FALSE(second.init_duration.has_value());
}

TEST_CASE("what the function prints stands between START and END, a last line without newline too") {
  Environment environment("print");
  environment.invoke();
  CHECK(environment.logged("START RequestId: ID Version: $LATEST\nline one\npartial\nEND RequestId: ID\n"));
}

TEST_CASE("a posted error is the payload, the environment stays warm, the report has no status") {
  Environment environment("error");
  const auto outcome = environment.invoke();
  CHECK(outcome.status == InvocationStatus::FunctionError);
  CHECK(outcome.payload == R"({"errorMessage":"m","errorType":"T"})");
  CHECK_FALSE(environment.logged("Status"));
  CHECK_FALSE(environment.invoke().init_duration.has_value());
}

TEST_CASE("a runtime that exits in the middle of an invocation is a Runtime.ExitError with the way it ended") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"exit-0", "without providing a reason"},
      {"exit-3", "with error: exit status 3"},
      {"kill", "with error: signal: killed"},
      {"segfault", "with error: signal: segmentation fault"},
  };
  for (const auto& [mode, reason] : cases) {
    Environment environment(mode);
    const auto outcome = environment.invoke();
    CHECK(outcome.status == InvocationStatus::Crash);
    CHECK(outcome.payload == exit_error_with(reason));
    CHECK(environment.logged(kReport + "Init Duration: N ms\tStatus: error\tError Type: Runtime.ExitError"));
  }
}

TEST_CASE("a timeout is Sandbox.Timedout; the next invocation gets a new process whose init is not reported") {
  Environment environment("hang-first", 150ms);
  const auto outcome = environment.invoke("\"first\"");
  CHECK(outcome.status == InvocationStatus::Timeout);
  CHECK(outcome.payload == "{\"errorType\":\"Sandbox.Timedout\",\"errorMessage\":\"RequestId: " + kRequestId +
                               " Error: Task timed out after 0.15 seconds\"}");
  CHECK(outcome.duration == 150ms);
  CHECK(outcome.max_memory_used_mb > 0);
  CHECK(environment.logged("Status: timeout"));
  const auto next = environment.invoke("\"second\"");
  CHECK(next.payload == "\"second\"");
  CHECK_FALSE(next.init_duration.has_value());
  CHECK(environment.log().find("INIT_START", 1) == std::string::npos);
}

TEST_CASE("an init error is tried again inside the invocation and reported in both phases") {
  Environment environment("init-error");
  const auto outcome = environment.invoke();
  CHECK(outcome.status == InvocationStatus::InitError);
  CHECK(outcome.payload == R"({"errorMessage":"bad","errorType":"Runtime.Bad","requestId":""})");
  CHECK(environment.log() ==
        "INIT_START\nat init\nINIT_REPORT Init Duration: N ms\tPhase: init\tStatus: error\tError Type: Runtime.Bad\n"
        "at init\nINIT_REPORT Init Duration: N ms\tPhase: invoke\tStatus: error\tError Type: Runtime.Bad\n" +
            kStartEnd + kReport + "Status: error\tError Type: Runtime.Bad\n");
}

TEST_CASE("an init that fails once and then succeeds gives a successful invocation without init duration") {
  Environment environment("init-error-once");
  const auto outcome = environment.invoke("5");
  CHECK(outcome.status == InvocationStatus::Success);
  CHECK(outcome.payload == "5");
  CHECK_FALSE(outcome.init_duration.has_value());
}

TEST_CASE("a runtime that exits at init is a Runtime.ExitError of an init error") {
  Environment quiet("init-exit-0");
  CHECK(quiet.invoke().payload == exit_error_with("without providing a reason"));
  Environment loud("init-exit-3");
  const auto outcome = loud.invoke();
  CHECK(outcome.status == InvocationStatus::InitError);
  CHECK(outcome.payload == exit_error_with("with error: exit status 3"));
}

TEST_CASE("an init longer than its limit is cut and run again under the function's timeout") {
  Environment recovering("init-hang-once", 3s, 100ms);
  CHECK(recovering.invoke("1").payload == "1");
  CHECK(recovering.logged("INIT_REPORT Init Duration: N ms\tPhase: init\tStatus: timeout"));
  Environment hopeless("init-hang", 150ms, 100ms);
  const auto outcome = hopeless.invoke();
  CHECK(outcome.status == InvocationStatus::Timeout);
  CHECK(outcome.payload.find("Sandbox.Timedout") != std::string::npos);
}

TEST_CASE("a response that is too large is an error of the invocation, and the environment stays warm") {
  Environment environment("too-large");
  const auto outcome = environment.invoke("\"first\"");
  CHECK(outcome.status == InvocationStatus::FunctionError);
  CHECK(outcome.payload ==
        "{\"errorMessage\":\"Response payload size exceeded maximum allowed payload size (6291556 bytes).\","
        "\"errorType\":\"Function.ResponseSizeTooLarge\"}");
  const auto next = environment.invoke("2");
  CHECK(next.payload == "2");
  CHECK_FALSE(next.init_duration.has_value());
}

TEST_CASE("a runtime that answers and then exits or hangs has answered; the report tells of its end") {
  Environment exiting("answer-then-exit");
  const auto outcome = exiting.invoke("1");
  CHECK(outcome.status == InvocationStatus::Success);
  CHECK(outcome.payload == "1");
  CHECK(exiting.logged("Status: error\tError Type: Runtime.ExitError"));
  Environment hanging("answer-then-hang", 150ms);
  CHECK(hanging.invoke("1").payload == "1");
  CHECK(hanging.logged("Status: timeout"));
}

TEST_CASE("an unknown response mode ends the invocation and the process") {
  Environment environment("bad-mode");
  const auto outcome = environment.invoke();
  CHECK(outcome.status == InvocationStatus::FunctionError);
  CHECK(outcome.error_type == "Runtime.InvalidResponseModeHeader");
  CHECK(outcome.payload.empty());
}

TEST_CASE("with SnapStart a runtime is restored after its init, once, and the first report has how long that took") {
  Environment environment("restore", 3s, 10s, true);
  const auto first = environment.invoke("1");
  CHECK(first.payload == "1");
  CHECK_FALSE(first.init_duration.has_value());
  CHECK(first.restore_duration.has_value());
  CHECK_FALSE(environment.invoke("2").restore_duration.has_value());
  const std::string log = environment.log();
  CHECK(
      log.starts_with("INIT_START\nbefore the snapshot\nINIT_REPORT Init Duration: N ms\tPhase: init\nRESTORE_START"));
  CHECK(environment.logged("after the restore\nRESTORE_REPORT Restore Duration: N ms\n" + kStartEnd + kReport +
                           "Restore Duration: N ms\tBilled Restore Duration: N ms\t\n"));
}

TEST_CASE("a hook after the restore that fails is the invocation's outcome") {
  Environment environment("restore-error", 3s, 10s, true);
  const auto outcome = environment.invoke("1");
  CHECK(outcome.status == InvocationStatus::InitError);
  CHECK(outcome.payload == R"({"errorMessage":"hook","errorType":"Hook"})");
  CHECK(environment.logged(
      "RESTORE_REPORT Restore Duration: N ms\tStatus: error\tError Type: Runtime.AfterRestoreError\n"));
}

TEST_CASE("without SnapStart there is nothing to be restored from") {
  Environment environment("restore");
  CHECK(environment.invoke("1").payload == "1");
  CHECK_FALSE(environment.logged("RESTORE"));
}

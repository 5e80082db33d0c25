// The life of extensions in an execution environment: started before the runtime, waited for, told of invocations and of the end.
#include <utility>
//
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>
#include <regex>

#include "emulator/environment/execution_environment.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"
#include "tests/support/run_to_end.h"
#include "tests/support/warden.h"

using namespace lambdalocal;
using namespace std::chrono_literals;
using environment::ExecutionEnvironment;
using extensions_api::ShutdownReason;

namespace {

namespace fs = std::filesystem;

const std::string kRequestId = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";

struct CollectedLog : logs::LogSink {
  std::string lines, of_extensions;
  void write(const LogEvent& event) override {
    if (event.is_shown()) lines += std::string(event.text) + "\n";
    if (event.source == LogSource::Extension) of_extensions += std::string(event.text) + "\n";
  }

  std::string text() const {
    std::string text = std::regex_replace(lines, std::regex(kRequestId), "ID");
    text = std::regex_replace(text, std::regex("INIT_START[^\n]*"), "INIT_START");
    return std::regex_replace(text, std::regex("[0-9]+(\\.[0-9]+)?( ms| MB)"), "N$2");
  }
};

// Leaves a file "answered" where the extensions see it.
struct NotingCaller : environment::Caller {
  explicit NotingCaller(fs::path note) : file(std::move(note)) {}
  fs::path file;
  std::string payload;
  void answered(const InvocationOutcome& outcome) override {
    payload = outcome.payload;
    std::ofstream{file};
  }
};

// An environment whose layers have the given extensions.
class Environment {
 public:
  explicit Environment(const std::vector<std::string>& extensions, const std::string& mode = "echo",
                       std::chrono::milliseconds timeout = 3s, std::chrono::milliseconds init_limit = 10s) {
    std::string name = (fs::temp_directory_path() / "lambdalocal-extensions-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
    function_.function.name = "f";
    function_.function.runtime = *find_runtime("provided.al2023");
    function_.function.timeout = timeout;
    function_.function.environment["DIRECTORY"] = directory_.string();
    function_.layout.task_root = directory_;
    function_.layout.runtime_directory = directory_;
    function_.command.environment["PYTHONPATH"] = "/of/the/runtime";
    function_.command.executable = test::program("runtime_helper");
    function_.command.arguments = {"runtime_helper", mode};
    for (const std::string& extension : extensions) {
      function_.extensions.push_back(directory_ / extension);
      if (extension == "not-executable") {
        std::ofstream(directory_ / extension) << "text";
      } else {
        fs::create_symlink(test::program("extension_helper"), directory_ / extension);
      }
    }
    environment_ =
        ExecutionEnvironment::create({loop_.get_executor(), test::warden(), randomness_,
                                      std::make_shared<const PreparedFunction>(function_), log_, "stream", init_limit})
            .value();
  }

  ~Environment() {
    shut_down();
    environment_.reset();
    fs::remove_all(directory_);
  }

  void shut_down() {
    run_to_end(loop_, [this]() -> boost::asio::awaitable<void> {
      co_await environment_->shut_down(ShutdownReason::Spindown, ExecutionEnvironment::shutdown_deadline());
    });
  }

  InvocationOutcome invoke(const std::string& event = "{}") {
    Invocation invocation;
    invocation.request_id = kRequestId;
    invocation.invocation_id = "11111111-2222-4333-8444-555555555555";
    invocation.event = std::make_shared<const std::string>(event);
    InvocationOutcome outcome;
    run_to_end(loop_, [&]() -> boost::asio::awaitable<void> {
      const auto caller = std::make_shared<NotingCaller>(directory_ / "answered");
      auto result = co_await environment_->invoke(invocation, caller);
      answered_ = caller->payload;
      outcome = std::move(result).value();
    });
    return outcome;
  }

  std::string log() const { return log_.text(); }
  std::string of_extensions() const { return log_.of_extensions; }
  bool logged(const std::string& part) const { return log().find(part) != std::string::npos; }
  std::string answered() const { return answered_; }

 private:
  boost::asio::io_context loop_;
  system::Randomness randomness_;
  fs::path directory_;
  PreparedFunction function_;
  CollectedLog log_;
  std::string answered_;
  std::shared_ptr<ExecutionEnvironment> environment_;
};

std::string error(const std::string& type, const std::string& detail) {
  return "{\"errorType\":\"" + type + "\",\"errorMessage\":\"RequestId: " + kRequestId + " Error: " + detail + "\"}";
}

const std::string kStartEnd = "START RequestId: ID Version: $LATEST\nEND RequestId: ID\n";

}  // namespace

TEST_CASE("extensions are there before the runtime, hear of each invocation and of the end") {
  Environment environment({"both"});
  CHECK(environment.invoke("1").payload == "1");
  CHECK(environment.invoke("2").payload == "2");
  environment.shut_down();
  CHECK(
      environment.log().starts_with("INIT_START\nregistered\nEXTENSION\tName: both\tState: Ready\tEvents: [INVOKE, "
                                    "SHUTDOWN]\nSTART RequestId: ID Version: $LATEST\ninvoke"));
  CHECK(environment.of_extensions() ==
        "registered\ninvoke " + kRequestId + "\ninvoke " + kRequestId + "\nshutdown spindown\n");
}

TEST_CASE("an extension gets no event that it did not subscribe to") {
  Environment environment({"invoke-only", "silent"});
  environment.invoke();
  environment.shut_down();
  CHECK(environment.of_extensions() == "registered\nregistered\ninvoke " + kRequestId + "\n");
  CHECK(environment.logged("EXTENSION\tName: silent\tState: Ready\tEvents: []\n"));
}

TEST_CASE("the caller does not wait for extensions, the invocation does") {
  Environment environment({"late"});
  const auto outcome = environment.invoke("7");
  CHECK(environment.answered() == "7");
  CHECK(outcome.status == InvocationStatus::Success);
  CHECK(environment.logged("END RequestId: ID\nREPORT"));
  CHECK_FALSE(environment.logged("Status:"));
}

TEST_CASE("an extension does not see what belongs to the runtime and its handler") {
  Environment environment({"tells-environment"});
  environment.invoke();
  CHECK(environment.of_extensions().starts_with(
      "_HANDLER=-\nLAMBDA_TASK_ROOT=-\nAWS_EXECUTION_ENV=-\nPYTHONPATH=-\nAWS_REGION=us-east-1\nregistered\n"));
}

TEST_CASE("an extension that ends at init fails it, in both phases") {
  Environment environment({"crash-at-init"});
  const auto outcome = environment.invoke();
  CHECK(outcome.status == InvocationStatus::InitError);
  CHECK(outcome.payload == error("Extension.Crash", "exit status 3"));
  const std::string extension = "EXTENSION\tName: crash-at-init\tState: Started\tEvents: []\n";
  CHECK(environment.log().starts_with("INIT_START\n" + extension +
                                      "INIT_REPORT Init Duration: N ms\tPhase: init\tStatus: error\tError Type: "
                                      "Extension.Crash\n" +
                                      extension +
                                      "INIT_REPORT Init Duration: N ms\tPhase: invoke\tStatus: error\tError Type: "
                                      "Extension.Crash\n" +
                                      kStartEnd + "REPORT"));
}

TEST_CASE("an extension that reports its init error fails the init with Extension.InitError") {
  Environment environment({"init-error"});
  const auto outcome = environment.invoke();
  CHECK(outcome.payload == error("Extension.InitError", "exit status 4"));
  CHECK(environment.logged(
      "EXTENSION\tName: init-error\tState: InitError\tEvents: [INVOKE, SHUTDOWN]\tError Type: Extension.Reason\n"));
}

TEST_CASE("an extension that cannot be executed is a launch error with its path on Lambda") {
  Environment environment({"not-executable"});
  CHECK(environment.invoke().payload ==
        error("Extension.LaunchError", "fork/exec /opt/extensions/not-executable: permission denied"));
  CHECK(environment.logged(
      "EXTENSION\tName: not-executable\tState: LaunchError\tEvents: []\tError Type: PermissionDenied\n"));
}

TEST_CASE("an eleventh extension is one too many") {
  std::vector<std::string> names;
  for (int number = 10; number <= 20; ++number) names.push_back("silent-" + std::to_string(number));
  Environment environment(names);
  CHECK(environment.invoke().payload == error("Extension.LaunchError", "ErrTooManyExtensions"));
  CHECK(environment.logged(
      "EXTENSION\tName: silent-20\tState: LaunchError\tEvents: []\tError Type: TooManyExtensions\n"));
}

TEST_CASE("an init waits for extensions that do not register until its time is over") {
  Environment environment({"never-registers"}, "echo", 150ms, 100ms);
  const auto outcome = environment.invoke();
  CHECK(outcome.status == InvocationStatus::Timeout);
  CHECK(environment.logged("INIT_REPORT Init Duration: N ms\tPhase: init\tStatus: timeout\n"));
}

TEST_CASE("an extension that ends during an invocation fails it, and the next one starts anew") {
  for (const auto& [mode, failure] : {std::pair{"crash-on-invoke", error("Extension.Crash", "exit status 3")},
                                      std::pair{"exit-error", error("Extension.ExitError", "exit status 4")}}) {
    Environment environment({mode, "both"}, "hang-first");
    const auto outcome = environment.invoke("\"first\"");
    CHECK(outcome.status == InvocationStatus::Crash);
    if (std::string(mode) == "crash-on-invoke") CHECK(outcome.payload == failure);
    CHECK(outcome.error_type == (std::string(mode) == "exit-error" ? "Extension.ExitError" : "Extension.Crash"));
    CHECK(environment.of_extensions().find("shutdown failure\n") != std::string::npos);
    environment.invoke("2");
    const std::string log = environment.of_extensions();
    CHECK(log.find("registered", log.find("shutdown failure")) != std::string::npos);
  }
}

TEST_CASE("an invocation ends as a timeout when an extension does not come back; the caller keeps its answer") {
  Environment environment({"hang-on-invoke", "both"}, "echo", 200ms);
  const auto outcome = environment.invoke("5");
  CHECK(environment.answered() == "5");
  CHECK(outcome.duration == 200ms);
  CHECK(environment.logged("Status: timeout"));
  CHECK(environment.of_extensions().find("shutdown timeout\n") != std::string::npos);
}

TEST_CASE("an extension that does not end in its time is killed") {
  Environment environment({"hang-on-shutdown"});
  environment.invoke();
  const auto begin = std::chrono::steady_clock::now();
  environment.shut_down();
  CHECK(std::chrono::steady_clock::now() - begin >= 1900ms);
  CHECK(environment.of_extensions().ends_with("shutdown spindown\n"));
}

TEST_CASE("an internal extension is waited for, and its runtime gets SIGTERM at the end") {
  Environment environment({}, "internal");
  CHECK(environment.invoke("3").payload == "3");
  CHECK(environment.invoke("4").payload == "4");
  CHECK(environment.logged("EXTENSION\tName: inner\tState: Ready\tEvents: [INVOKE]\n"));
  environment.shut_down();
  CHECK(environment.logged("terminated\n"));
}

TEST_CASE("a runtime without extensions is killed without a word") {
  Environment environment({}, "sigterm");
  environment.invoke();
  environment.shut_down();
  CHECK_FALSE(environment.logged("terminated\n"));
}

#include "core/invocation/function_error.h"

#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace std::chrono_literals;

TEST_CASE("a timeout is Sandbox.Timedout with the configured timeout in seconds") {
  CHECK(timed_out_error("ID", 3s) ==
        R"({"errorType":"Sandbox.Timedout","errorMessage":"RequestId: ID Error: Task timed out after 3.00 seconds"})");
  CHECK(
      timed_out_error("ID", 900s) ==
      R"({"errorType":"Sandbox.Timedout","errorMessage":"RequestId: ID Error: Task timed out after 900.00 seconds"})");
  CHECK(timed_out_error("ID", 50ms).find("after 0.05 seconds") != std::string::npos);
}

TEST_CASE("an exit is Runtime.ExitError with status, signal, or no reason") {
  CHECK(
      exit_error("ID", {1, {}}) ==
      R"({"errorType":"Runtime.ExitError","errorMessage":"RequestId: ID Error: Runtime exited with error: exit status 1"})");
  CHECK(
      exit_error("ID", {0, {}}) ==
      R"({"errorType":"Runtime.ExitError","errorMessage":"RequestId: ID Error: Runtime exited without providing a reason"})");
  CHECK(
      exit_error("ID", {0, 9}) ==
      R"({"errorType":"Runtime.ExitError","errorMessage":"RequestId: ID Error: Runtime exited with error: signal: killed"})");
  CHECK(
      exit_error("ID", {0, 9}, error_type::kOutOfMemory) ==
      R"({"errorType":"Runtime.OutOfMemory","errorMessage":"RequestId: ID Error: Runtime exited with error: signal: killed"})");
}

TEST_CASE("signals have the names Go gives them") {
  CHECK(signal_name(6) == "aborted");
  CHECK(signal_name(9) == "killed");
  CHECK(signal_name(11) == "segmentation fault");
  CHECK(signal_name(15) == "terminated");
  CHECK(signal_name(31) == "signal 31");
}

TEST_CASE("a missing or unusable entry point is Runtime.InvalidEntrypoint") {
  CHECK(no_bootstrap_error("ID") == R"({"errorType":"Runtime.InvalidEntrypoint","errorMessage":"RequestId: ID Error: )"
                                    R"(Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]"})");
  CHECK(cannot_execute_error("ID", "/var/task/bootstrap", "exec format error") ==
        R"({"errorType":"Runtime.InvalidEntrypoint","errorMessage":"RequestId: ID Error: )"
        R"(fork/exec /var/task/bootstrap: exec format error"})");
  CHECK(invalid_working_directory_error("ID", "/var/task", "no such file or directory") ==
        R"({"errorType":"Runtime.InvalidWorkingDir","errorMessage":"RequestId: ID Error: )"
        R"(chdir /var/task: no such file or directory"})");
}

TEST_CASE("a response over the limit is Function.ResponseSizeTooLarge, message first, without a request id") {
  CHECK(response_too_large_error() ==
        R"({"errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes).",)"
        R"("errorType":"Function.ResponseSizeTooLarge"})");
}

TEST_CASE("error types a runtime names are kept or become unknown") {
  for (const char* kept : {"Runtime.ImportModuleError", "Function.ResponseSizeTooLarge", "Runtime.Ab"}) {
    CHECK(normalized_error_type(kept) == kept);
  }
  for (const char* other : {"", "unhandled", "ValueError", "Runtime.", "Runtime.A", "Runtime.lower", "Runtime.With1",
                            "Runtime.Two.Parts", "Extension.Crash", "Runtime.A b"}) {
    CHECK(normalized_error_type(other) == "Runtime.Unknown");
  }
  for (const char* other : {"Function.", "Function.x", "Function.Foo-Bar"}) {
    CHECK(normalized_error_type(other) == "Function.Unknown");
  }
}

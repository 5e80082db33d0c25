#include "core/logs/lines.h"

#include "core/function/runtime_version.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace std::chrono_literals;

namespace {

const std::string kId = "8f5e6f3a-0c8b-4a0e-9a53-1f0d6b0a7e11";

InvocationOutcome outcome_of(InvocationStatus status, std::chrono::microseconds duration, std::int64_t memory) {
  InvocationOutcome outcome;
  outcome.status = status;
  outcome.duration = duration;
  outcome.max_memory_used_mb = memory;
  return outcome;
}

std::string report(int memory_size, const InvocationOutcome& outcome) {
  std::string line;
  append_report(line, kId, memory_size, outcome);
  return line;
}

}  // namespace

TEST_CASE("REPORT of a cold invocation ends with the init duration and a tab, and bills the init") {
  auto outcome = outcome_of(InvocationStatus::Success, 2370us, 95);
  outcome.init_duration = 423'980us;
  CHECK(report(1024, outcome) ==
        "REPORT RequestId: " + kId +
            "\tDuration: 2.37 ms\tBilled Duration: 427 ms\tMemory Size: 1024 MB\tMax Memory Used: "
            "95 MB\tInit Duration: 423.98 ms\t");
}

TEST_CASE("REPORT of a warm invocation has no init duration and ends with a tab") {
  CHECK(report(128, outcome_of(InvocationStatus::Success, 1'072'145us, 40)) ==
        "REPORT RequestId: " + kId +
            "\tDuration: 1072.15 ms\tBilled Duration: 1073 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB\t");
}

TEST_CASE("REPORT of an error that the handler raised looks like a success") {
  auto outcome = outcome_of(InvocationStatus::FunctionError, 1500us, 40);
  outcome.error_type = "ValueError";
  CHECK(report(128, outcome) == report(128, outcome_of(InvocationStatus::Success, 1500us, 40)));
}

TEST_CASE("REPORT of a failure ends with the status, without a tab") {
  auto timeout = outcome_of(InvocationStatus::Timeout, 5s, 113);
  timeout.error_type = "Sandbox.Timedout";
  timeout.init_duration = 578'070us;
  CHECK(report(3008, timeout) ==
        "REPORT RequestId: " + kId +
            "\tDuration: 5000.00 ms\tBilled Duration: 5579 ms\tMemory Size: 3008 MB\tMax Memory "
            "Used: 113 MB\tInit Duration: 578.07 ms\tStatus: timeout");
  auto init = outcome_of(InvocationStatus::InitError, 98'710us, 46);
  init.error_type = "Runtime.ImportModuleError";
  CHECK(report(512, init) ==
        "REPORT RequestId: " + kId +
            "\tDuration: 98.71 ms\tBilled Duration: 99 ms\tMemory Size: 512 MB\tMax Memory Used: 46 "
            "MB\tStatus: error\tError Type: Runtime.ImportModuleError");
  auto crash = outcome_of(InvocationStatus::Crash, 11'480us, 10);
  crash.error_type = "Runtime.ExitError";
  CHECK(report(128, crash) ==
        "REPORT RequestId: " + kId +
            "\tDuration: 11.48 ms\tBilled Duration: 12 ms\tMemory Size: 128 MB\tMax Memory Used: 10 "
            "MB\tStatus: error\tError Type: Runtime.ExitError");
}

TEST_CASE("billed duration is duration plus init, rounded up once, at least a millisecond") {
  auto outcome = outcome_of(InvocationStatus::Success, 1'233'960us, 0);
  outcome.init_duration = 463'512us;
  CHECK(billed_duration_ms(outcome) == 1698);
  outcome.duration = 400us;
  outcome.init_duration = 600us;
  CHECK(billed_duration_ms(outcome) == 1);
  outcome.init_duration = 601us;
  CHECK(billed_duration_ms(outcome) == 2);
  CHECK(billed_duration_ms(outcome_of(InvocationStatus::Success, 0us, 0)) == 1);
}

TEST_CASE("durations are printed in hundredths of a millisecond, rounded to the nearest") {
  CHECK(report(128, outcome_of(InvocationStatus::Success, 4us, 1)).find("\tDuration: 0.00 ms\t") != std::string::npos);
  CHECK(report(128, outcome_of(InvocationStatus::Success, 5us, 1)).find("\tDuration: 0.01 ms\t") != std::string::npos);
  CHECK(report(128, outcome_of(InvocationStatus::Success, 999'996us, 1)).find("\tDuration: 1000.00 ms\t") !=
        std::string::npos);
  CHECK(report(128, outcome_of(InvocationStatus::Success, 900s, 1)).find("\tDuration: 900000.00 ms\t") !=
        std::string::npos);
}

TEST_CASE("START and END name the request, START the version") {
  std::string line;
  append_start(line, kId, "$LATEST");
  CHECK(line == "START RequestId: " + kId + " Version: $LATEST");
  line.clear();
  append_end(line, kId);
  CHECK(line == "END RequestId: " + kId);
}

TEST_CASE("INIT_START names the runtime's version and its ARN") {
  Function function;
  function.runtime = {"python3.13", RuntimeFamily::Python, 3, 13, false};
  std::string line;
  append_init_start(line, function);
  CHECK(line == "INIT_START Runtime Version: python:3.13.lambdalocal\tRuntime Version ARN: " +
                    runtime_version_arn("us-east-1", "python3.13"));
}

TEST_CASE("INIT_REPORT tells phase, status and error type of a failed init") {
  std::string line;
  append_init_report(line, {80'490us, InitPhase::Init, {"error", "Runtime.ImportModuleError"}});
  CHECK(line ==
        "INIT_REPORT Init Duration: 80.49 ms\tPhase: init\tStatus: error\tError Type: Runtime.ImportModuleError");
  line.clear();
  append_init_report(line, {10s, InitPhase::Invoke, {"timeout", {}}});
  CHECK(line == "INIT_REPORT Init Duration: 10000.00 ms\tPhase: invoke\tStatus: timeout");
}

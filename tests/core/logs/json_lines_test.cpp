#include "core/logs/json_lines.h"

#include <nlohmann/json.hpp>

#include "core/function/runtime_version.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace std::chrono_literals;

namespace {

const LogTime kTime{1'791'444'627'768ms};

Function notifier() {
  Function function;
  function.name = "notifier";
  function.region = "eu-central-1";
  function.memory_size_mb = 256;
  function.runtime = {"nodejs22.x", RuntimeFamily::NodeJs, 22, 0, false};
  return function;
}

}  // namespace

TEST_CASE("log times are UTC with milliseconds") {
  std::string time;
  append_log_time(time, kTime);
  CHECK(time == "2026-10-08T07:30:27.768Z");
  time.clear();
  append_log_time(time, LogTime{951'782'400'007ms + 999us});
  CHECK(time == "2000-02-29T00:00:00.007Z");
}

TEST_CASE("platform.initStart has the members and the order recorded on AWS") {
  std::string line;
  append_init_start_event(line, kTime, notifier(), "2026/10/08/[$LATEST]22be53a8cfde4e68b844f8ec293b2543");
  CHECK(line == R"({"time":"2026-10-08T07:30:27.768Z","type":"platform.initStart","record":{)"
                R"("initializationType":"on-demand","phase":"init","runtimeVersion":"nodejs:22.lambdalocal",)"
                R"("runtimeVersionArn":")" +
                    runtime_version_arn("eu-central-1", "nodejs22.x") +
                    R"(","functionName":"notifier","functionVersion":"$LATEST",)"
                    R"("instanceId":"2026/10/08/notifier[$LATEST]22be53a8cfde4e68b844f8ec293b2543",)"
                    R"("instanceMaxMemory":268435456}})");
}

TEST_CASE("platform.start has the members and the order recorded on AWS") {
  std::string line;
  append_start_event(line, kTime, "id-1", notifier());
  CHECK(line == R"({"time":"2026-10-08T07:30:27.768Z","type":"platform.start","record":{"requestId":"id-1",)"
                R"("functionArn":"arn:aws:lambda:eu-central-1:123456789012:function:notifier","version":"$LATEST"}})");
}

TEST_CASE("platform.report has the members and the order recorded on AWS") {
  InvocationOutcome outcome;
  outcome.duration = 1'233'960us;
  outcome.init_duration = 463'512us;
  outcome.max_memory_used_mb = 123;
  std::string line;
  append_report_event(line, kTime, "id-1", 256, outcome);
  CHECK(line == R"({"time":"2026-10-08T07:30:27.768Z","type":"platform.report","record":{"requestId":"id-1",)"
                R"("metrics":{"durationMs":1233.96,"billedDurationMs":1698,"memorySizeMB":256,"maxMemoryUsedMB":123,)"
                R"("initDurationMs":463.512},"status":"success"}})");
  outcome.init_duration.reset();
  outcome.status = InvocationStatus::Crash;
  outcome.error_type = "Runtime.ExitError";
  outcome.duration = 12ms;
  line.clear();
  append_report_event(line, kTime, "id-2", 256, outcome);
  CHECK(line == R"({"time":"2026-10-08T07:30:27.768Z","type":"platform.report","record":{"requestId":"id-2",)"
                R"("metrics":{"durationMs":12,"billedDurationMs":12,"memorySizeMB":256,"maxMemoryUsedMB":123},)"
                R"("status":"error","errorType":"Runtime.ExitError"}})");
}

TEST_CASE("the events of failures tell phase, status and error type") {
  std::string line;
  const InitReport report{80'490us, InitPhase::Invoke, {"error", "Runtime.ExitError"}};
  append_init_report_event(line, kTime, report);
  CHECK(line == R"({"time":"2026-10-08T07:30:27.768Z","type":"platform.initReport","record":{)"
                R"("initializationType":"on-demand","phase":"invoke","status":"error","errorType":"Runtime.ExitError",)"
                R"("metrics":{"durationMs":80.49}}})");
  line.clear();
  append_init_runtime_done_event(line, kTime, report);
  CHECK(line ==
        R"({"time":"2026-10-08T07:30:27.768Z","type":"platform.initRuntimeDone","record":{)"
        R"("initializationType":"on-demand","phase":"invoke","status":"error","errorType":"Runtime.ExitError"}})");
  InvocationOutcome outcome;
  outcome.status = InvocationStatus::Timeout;
  outcome.duration = 3s;
  outcome.payload = "12345";
  line.clear();
  append_runtime_done_event(line, kTime, "id-1", outcome);
  CHECK(line == R"({"time":"2026-10-08T07:30:27.768Z","type":"platform.runtimeDone","record":{"requestId":"id-1",)"
                R"("status":"timeout","metrics":{"durationMs":3000,"producedBytes":5}}})");
}

TEST_CASE("whatever an error type holds, the event is JSON") {
  InvocationOutcome outcome;
  outcome.status = InvocationStatus::Crash;
  outcome.error_type = "a\"b\\c\n";
  std::string line;
  append_report_event(line, kTime, "id", 128, outcome);
  CHECK(nlohmann::json::parse(line)["record"]["errorType"] == outcome.error_type);
}

#include "core/telemetry_api/records.h"

#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::telemetry_api;
using namespace std::chrono_literals;

namespace {

const LogTime kTime{std::chrono::milliseconds(1791444627768)};
const std::string kId = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";

Function function_f(LogFormat format = LogFormat::Text) {
  Function function;
  function.name = "f";
  function.logging.format = format;
  return function;
}

std::string record(Schema schema, const PlatformEvent& event) {
  const Function function = function_f();
  const LogStream stream{function, "group", "stream"};
  std::string out;
  append_record(out, schema, {kTime, stream, LogSource::Platform, LogLevel::Info, "", &event});
  return out;
}

std::string line(Schema schema, LogFormat format, LogSource source, std::string_view text) {
  const Function function = function_f(format);
  const LogStream stream{function, "group", "stream"};
  std::string out;
  append_record(out, schema, {kTime, stream, source, LogLevel::Info, text});
  return out;
}

platform::Measures measures() {
  platform::Measures measures;
  measures.trace_header = "Root=1-2-3;Parent=0efbd19962d95b05;Sampled=1";
  measures.runtime_duration = 12345us;
  measures.produced_bytes = 7;
  measures.response_latency = {kTime, 10ms};
  measures.response_duration = {kTime, 500us};
  measures.runtime_overhead = {kTime, 1845us};
  measures.extension_overhead = {kTime, 20ms};
  return measures;
}

const std::string kStart = R"({"time":"2026-10-08T07:30:27.768Z","type":"platform.)";
const std::string kTracing =
    R"(,"tracing":{"spanId":"0efbd19962d95b05","type":"X-Amzn-Trace-Id","value":"Root=1-2-3;Parent=0efbd19962d95b05;Sampled=1"}}})";

}  // namespace

TEST_CASE("telemetry of an invocation has its metrics, spans and tracing") {
  const auto schema = Schema::Telemetry_2022_12_13;
  const platform::Measures of_it = measures();
  InvocationOutcome outcome;
  outcome.duration = 32345us;
  outcome.init_duration = 100ms;
  outcome.max_memory_used_mb = 40;
  CHECK(record(schema, platform::Start{kId, of_it}) ==
        kStart + R"(start","record":{"requestId":")" + kId + R"(","version":"$LATEST")" + kTracing);
  CHECK(record(schema, platform::RuntimeDone{kId, outcome, of_it}) ==
        kStart + R"(runtimeDone","record":{"requestId":")" + kId +
            R"(","status":"success","metrics":{"durationMs":12.345,"producedBytes":7},"spans":[)"
            R"({"name":"responseLatency","start":"2026-10-08T07:30:27.768Z","durationMs":10},)"
            R"({"name":"responseDuration","start":"2026-10-08T07:30:27.768Z","durationMs":0.5},)"
            R"({"name":"runtimeOverhead","start":"2026-10-08T07:30:27.768Z","durationMs":1.845}])" +
            kTracing);
  CHECK(record(schema, platform::Report{kId, outcome, of_it}) ==
        kStart + R"(report","record":{"requestId":")" + kId +
            R"(","metrics":{"durationMs":32.345,"billedDurationMs":133,"memorySizeMB":128,"maxMemoryUsedMB":40,)"
            R"("initDurationMs":100},"status":"success","spans":[)"
            R"({"name":"extensionOverhead","start":"2026-10-08T07:30:27.768Z","durationMs":20}])" +
            kTracing);
  CHECK(record(schema, platform::End{kId}).empty());
}

TEST_CASE("telemetry of an invocation that failed says how, and has no spans of what did not happen") {
  platform::Measures of_it;
  InvocationOutcome outcome;
  outcome.status = InvocationStatus::Crash;
  outcome.error_type = "Runtime.ExitError";
  CHECK(
      record(Schema::Telemetry_2022_07_01, platform::RuntimeDone{kId, outcome, of_it}) ==
      kStart + R"(runtimeDone","record":{"requestId":")" + kId +
          R"(","status":"error","errorType":"Runtime.ExitError","metrics":{"durationMs":0,"producedBytes":0},"spans":[]}})");
  outcome.status = InvocationStatus::Timeout;
  CHECK(record(Schema::Logs_2021_03_18, platform::RuntimeDone{kId, outcome, of_it}) ==
        kStart + R"(runtimeDone","record":{"requestId":")" + kId + R"(","status":"timeout"}})");
}

TEST_CASE("the Logs API has the end of an invocation, and its first version no runtimeDone") {
  const platform::Measures none;
  CHECK(record(Schema::Logs_2020_08_15, platform::Start{kId, none}) ==
        kStart + R"(start","record":{"requestId":")" + kId + R"(","version":"$LATEST"}})");
  CHECK(record(Schema::Logs_2020_08_15, platform::End{kId}) ==
        kStart + R"(end","record":{"requestId":")" + kId + R"("}})");
  CHECK(record(Schema::Logs_2020_08_15, platform::RuntimeDone{kId, {}, none}).empty());
  CHECK(record(Schema::Logs_2020_08_15, platform::InitStart{}).empty());
}

TEST_CASE("extensions, subscriptions and what was dropped are told") {
  const auto schema = Schema::Telemetry_2022_12_13;
  const ExtensionReport ready{"agent", "Ready", {"INVOKE", "SHUTDOWN"}, "", false};
  CHECK(record(schema, platform::Extension{ready}) ==
        kStart + R"(extension","record":{"name":"agent","state":"Ready","events":["INVOKE","SHUTDOWN"]}})");
  const SubscriptionReport telemetry{"agent", SubscriptionReport::Api::Telemetry, {"platform"}};
  CHECK(record(schema, platform::Subscription{telemetry}) ==
        kStart + R"(telemetrySubscription","record":{"name":"agent","state":"Subscribed","types":["platform"]}})");
  const SubscriptionReport logs{"agent", SubscriptionReport::Api::Logs, {"platform"}};
  CHECK(record(Schema::Logs_2020_08_15, platform::Subscription{logs}).starts_with(kStart + "logsSubscription"));
  const DroppedReport dropped{12, 3, "slow"};
  CHECK(record(schema, platform::LogsDropped{dropped}) ==
        kStart + R"(logsDropped","record":{"droppedBytes":12,"droppedRecords":3,"reason":"slow"}})");
}

TEST_CASE("a logged line is a string, and an object where the function logs JSON and the schema knows of it") {
  const std::string start = R"({"time":"2026-10-08T07:30:27.768Z","type":"function","record":)";
  const auto newest = Schema::Telemetry_2025_01_29;
  CHECK(line(newest, LogFormat::Text, LogSource::Function, R"({"a":1})") == start + R"("{\"a\":1}"})");
  CHECK(line(newest, LogFormat::JSON, LogSource::Function, R"({"a":1})") == start + R"({"a":1}})");
  CHECK(line(newest, LogFormat::JSON, LogSource::Function, "{\n \"a\": 1\n}") == start + R"({"a":1}})");
  CHECK(line(newest, LogFormat::JSON, LogSource::Function, "plain") == start + R"("plain"})");
  CHECK(line(newest, LogFormat::JSON, LogSource::Function, "{broken") == start + R"("{broken"})");
  CHECK(line(Schema::Telemetry_2022_07_01, LogFormat::JSON, LogSource::Function, R"({"a":1})") ==
        start + R"("{\"a\":1}"})");
  CHECK(line(newest, LogFormat::Text, LogSource::Extension, "x") ==
        R"({"time":"2026-10-08T07:30:27.768Z","type":"extension","record":"x"})");
  CHECK(line(newest, LogFormat::Text, LogSource::Notice, "ours").empty());
}

TEST_CASE("types select by who logged") {
  CHECK(has_source({true, false, false}, LogSource::Platform));
  CHECK_FALSE(has_source({true, false, false}, LogSource::Function));
  CHECK(has_source({false, true, false}, LogSource::Function));
  CHECK(has_source({false, false, true}, LogSource::Extension));
  CHECK_FALSE(has_source({true, true, true}, LogSource::Notice));
}

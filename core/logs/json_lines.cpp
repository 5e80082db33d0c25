#include "core/logs/json_lines.h"

#include <fmt/format.h>

#include <cstdint>
#include <iterator>
#include <utility>

#include "core/function/arn.h"
#include "core/function/runtime_version.h"
#include "core/json/text.h"

namespace lambdalocal {
namespace {

void begin(std::string& out, LogTime time, std::string_view type) {
  out.append(R"({"time":")");
  append_log_time(out, time);
  out.append(R"(","type":"platform.)").append(type).append(R"(","record":{)");
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
  append_json_string(out, name);
  out += ':';
  append_json_string(out, value);
}

void append_status(std::string& out, const ReportStatus& status) {
  append_member(out, "status", status.status);
  if (status.error_type.empty()) return;
  out += ',';
  append_member(out, "errorType", status.error_type);
}

// "initializationType":"on-demand","phase":"init",
void append_phase(std::string& out, std::string_view type, std::string_view phase) {
  append_member(out, "initializationType", type);
  out += ',';
  append_member(out, "phase", phase);
  out += ',';
}

// The rest of initStart and restoreStart.
void append_environment(std::string& out, const Function& function, std::string_view log_stream) {
  append_member(out, "runtimeVersion", runtime_version(function.runtime.id));
  out += ',';
  append_member(out, "runtimeVersionArn", runtime_version_arn(function.region, function.runtime.id));
  out += ',';
  append_member(out, "functionName", function.name);
  out += ',';
  append_member(out, "functionVersion", function.version);
  out += ',';
  // On AWS the stream's name with the function's before the version.
  std::string instance{log_stream};
  if (const auto bracket = instance.find('['); bracket != std::string::npos) instance.insert(bracket, function.name);
  append_member(out, "instanceId", instance);
  fmt::format_to(std::back_inserter(out), R"(,"instanceMaxMemory":{}}}}})",
                 std::int64_t{function.memory_size_mb} * 1024 * 1024);
}

// Of names that need no escape.
void append_list(std::string& out, std::string_view name, const std::vector<std::string_view>& items) {
  out.append(",\"").append(name).append("\":[");
  std::string_view between;
  for (const std::string_view item : items)
    out.append(std::exchange(between, ",")).append("\"").append(item).append("\"");
  out += ']';
}

}  // namespace

void append_milliseconds(std::string& out, std::chrono::microseconds duration) {
  fmt::format_to(std::back_inserter(out), "{}", duration.count() / 1000);
  const auto rest = duration.count() % 1000;
  if (rest == 0) return;
  fmt::format_to(std::back_inserter(out), ".{:03}", rest);
  while (out.back() == '0') out.pop_back();
}

void append_log_time(std::string& out, LogTime time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{floor<milliseconds>(time - day)};
  fmt::format_to(std::back_inserter(out), "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                 clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

void append_init_start_event(std::string& out, LogTime time, const Function& function, std::string_view log_stream) {
  begin(out, time, "initStart");
  append_phase(out, function.snap_start ? "snap-start" : "on-demand", "init");
  append_environment(out, function, log_stream);
}

void append_restore_start_event(std::string& out, LogTime time, const Function& function, std::string_view log_stream) {
  begin(out, time, "restoreStart");
  append_environment(out, function, log_stream);
}
void append_restore_runtime_done_event(std::string& out, LogTime time, const RestoreReport& report) {
  begin(out, time, "restoreRuntimeDone");
  append_status(out, report.status);
  out.append("}}");
}

void append_restore_report_event(std::string& out, LogTime time, const RestoreReport& report) {
  begin(out, time, "restoreReport");
  append_status(out, report.status);
  out.append(R"(,"metrics":{"durationMs":)");
  append_milliseconds(out, report.duration);
  out.append("}}}");
}

void append_init_runtime_done_event(std::string& out, LogTime time, const InitReport& report) {
  begin(out, time, "initRuntimeDone");
  append_phase(out, report.initialization_type, init_phase_name(report.phase));
  append_status(out, report.status);
  out.append("}}");
}

void append_init_report_event(std::string& out, LogTime time, const InitReport& report) {
  begin(out, time, "initReport");
  append_phase(out, report.initialization_type, init_phase_name(report.phase));
  append_status(out, report.status);
  out.append(R"(,"metrics":{"durationMs":)");
  append_milliseconds(out, report.duration);
  out.append("}}}");
}

void append_extension_event(std::string& out, LogTime time, const ExtensionReport& report) {
  begin(out, time, "extension");
  append_member(out, "name", report.name);
  out += ',';
  append_member(out, "state", report.state);
  append_list(out, "events", report.events);
  if (!report.error_type.empty()) {
    out += ',';
    append_member(out, "errorType", report.error_type);
  }
  out.append("}}");
}

void append_subscription_event(std::string& out, LogTime time, const SubscriptionReport& report) {
  begin(out, time, report.api == SubscriptionReport::Api::Logs ? "logsSubscription" : "telemetrySubscription");
  append_member(out, "name", report.name);
  out += ',';
  append_member(out, "state", "Subscribed");
  append_list(out, "types", report.types);
  out.append("}}");
}

void append_logs_dropped_event(std::string& out, LogTime time, const DroppedReport& report) {
  begin(out, time, "logsDropped");
  fmt::format_to(std::back_inserter(out), R"("droppedBytes":{},"droppedRecords":{},)", report.bytes, report.records);
  append_member(out, "reason", report.reason);
  out.append("}}");
}

void append_start_event(std::string& out, LogTime time, std::string_view request_id, const Function& function) {
  begin(out, time, "start");
  append_member(out, "requestId", request_id);
  out += ',';
  append_member(out, "functionArn", invoked_function_arn(function));
  out += ',';
  append_member(out, "version", function.version);
  out.append("}}");
}

void append_runtime_done_event(std::string& out, LogTime time, std::string_view request_id,
                               const InvocationOutcome& outcome) {
  begin(out, time, "runtimeDone");
  append_member(out, "requestId", request_id);
  out += ',';
  append_status(out, report_status(outcome));
  out.append(R"(,"metrics":{"durationMs":)");
  append_milliseconds(out, outcome.duration);
  fmt::format_to(std::back_inserter(out), R"(,"producedBytes":{}}}}}}})", outcome.payload.size());
}

void append_report_metrics(std::string& out, int memory_size_mb, const InvocationOutcome& outcome) {
  out.append(R"("metrics":{"durationMs":)");
  append_milliseconds(out, outcome.duration);
  fmt::format_to(std::back_inserter(out), R"(,"billedDurationMs":{},"memorySizeMB":{},"maxMemoryUsedMB":{})",
                 billed_duration_ms(outcome), memory_size_mb, outcome.max_memory_used_mb);
  if (outcome.init_duration) {
    out.append(R"(,"initDurationMs":)");
    append_milliseconds(out, *outcome.init_duration);
  }
  if (outcome.restore_duration) {
    out.append(R"(,"restoreDurationMs":)");
    append_milliseconds(out, *outcome.restore_duration);
  }
  out += '}';
}

void append_report_event(std::string& out, LogTime time, std::string_view request_id, int memory_size_mb,
                         const InvocationOutcome& outcome) {
  begin(out, time, "report");
  append_member(out, "requestId", request_id);
  out += ',';
  append_report_metrics(out, memory_size_mb, outcome);
  out += ',';
  append_status(out, report_status(outcome));
  out.append("}}");
}

}  // namespace lambdalocal

// The Telemetry API and the function's log in JSON format share most shapes (core/logs/platform_record.h). What stands here are the
// events of an invocation, which have spans and tracing in telemetry, and the Logs API.
#include "core/telemetry_api/records.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "core/invocation/function_error.h"
#include "core/json/check.h"
#include "core/json/text.h"
#include "core/logs/platform_record.h"

namespace lambdalocal::telemetry_api {
namespace {

using std::chrono::microseconds;

void begin(std::string& out, LogTime time, std::string_view type) {
  out.append("{\"time\":\"");
  append_log_time(out, time);
  out.append("\",\"type\":\"").append(type).append("\",\"record\":");
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
  out.append("\"").append(name).append("\":");
  append_json_string(out, value);
}

void append_status(std::string& out, const ReportStatus& status) {
  append_member(out += ',', "status", status.status);
  if (!status.error_type.empty()) append_member(out += ',', "errorType", status.error_type);
}

void append_tracing(std::string& out, const platform::Measures& measures) {
  if (measures.trace_header.empty()) return;
  out.append(",\"tracing\":{");
  constexpr std::string_view kParent = "Parent=";
  if (const auto parent = measures.trace_header.find(kParent); parent != std::string_view::npos) {
    const std::string_view rest = measures.trace_header.substr(parent + kParent.size());
    append_member(out, "spanId", rest.substr(0, rest.find(';')));
    out += ',';
  }
  out.append("\"type\":\"X-Amzn-Trace-Id\",");
  append_member(out, "value", measures.trace_header);
  out += '}';
}

void append_span(std::string& out, std::string_view& between, std::string_view name,
                 const std::optional<platform::Span>& span) {
  if (!span) return;
  out.append(std::exchange(between, ",")).append("{");
  append_member(out, "name", name);
  out.append(",\"start\":\"");
  append_log_time(out, span->start);
  out.append("\",\"durationMs\":");
  append_milliseconds(out, span->duration);
  out += '}';
}

// Of the Telemetry API.
struct Telemetry : PlatformRecord {
  using PlatformRecord::operator();
  void operator()(const platform::Start& start) const {
    begin(out, time, "platform.start");
    append_member(out += '{', "requestId", start.request_id);
    append_member(out += ',', "version", stream.function.version);
    if (!start.measures.tenant_id.empty()) append_member(out += ',', "tenantId", start.measures.tenant_id);
    append_tracing(out, start.measures);
    out.append("}}");
  }
  void operator()(const platform::RuntimeDone& done) const {
    begin(out, time, "platform.runtimeDone");
    append_member(out += '{', "requestId", done.request_id);
    append_status(out, report_status(done.outcome));
    out.append(",\"metrics\":{\"durationMs\":");
    append_milliseconds(out, done.measures.runtime_duration);
    fmt::format_to(std::back_inserter(out), ",\"producedBytes\":{}}},\"spans\":[", done.measures.produced_bytes);
    std::string_view between;
    append_span(out, between, "responseLatency", done.measures.response_latency);
    append_span(out, between, "responseDuration", done.measures.response_duration);
    append_span(out, between, "runtimeOverhead", done.measures.runtime_overhead);
    out += ']';
    if (!done.measures.tenant_id.empty()) append_member(out += ',', "tenantId", done.measures.tenant_id);
    append_tracing(out, done.measures);
    out.append("}}");
  }
  void operator()(const platform::End&) const {}
  void operator()(const platform::Report& report) const {
    begin(out, time, "platform.report");
    append_member(out += '{', "requestId", report.request_id);
    out += ',';
    append_report_metrics(out, stream.function.memory_size_mb, report.outcome);
    append_status(out, report_status(report.outcome));
    if (report.measures.extension_overhead) {
      out.append(",\"spans\":[");
      std::string_view between;
      append_span(out, between, "extensionOverhead", report.measures.extension_overhead);
      out += ']';
    }
    append_tracing(out, report.measures);
    out.append("}}");
  }
};

// Of the Logs API.
struct Logs : PlatformRecord {
  Schema schema;

  using PlatformRecord::operator();
  void operator()(const platform::InitStart&) const {}
  void operator()(const platform::InitRuntimeDone&) const {}
  void operator()(const platform::InitReport&) const {}
  void operator()(const platform::RestoreStart&) const {}
  void operator()(const platform::RestoreRuntimeDone&) const {}
  void operator()(const platform::RestoreReport&) const {}
  void operator()(const platform::Start& start) const {
    begin(out, time, "platform.start");
    append_member(out += '{', "requestId", start.request_id);
    append_member(out += ',', "version", stream.function.version);
    out.append("}}");
  }
  void operator()(const platform::RuntimeDone& done) const {
    const ReportStatus status = report_status(done.outcome);
    if (schema != Schema::Logs_2020_08_15) {
      begin(out, time, "platform.runtimeDone");
      append_member(out += '{', "requestId", done.request_id);
      // Of anything but a timeout it says no more than that the runtime failed.
      append_member(out += ',', "status", status.status == "error" ? "failure" : status.status);
      out.append("}}");
    }
  }
  void operator()(const platform::End& end) const {
    begin(out, time, "platform.end");
    append_member(out += '{', "requestId", end.request_id);
    out.append("}}");
  }
  void operator()(const platform::Report& report) const {
    begin(out, time, "platform.report");
    append_member(out += '{', "requestId", report.request_id);
    out += ',';
    append_report_metrics(out, stream.function.memory_size_mb, report.outcome);
    out.append("}}");
  }
};

bool is_json_object(std::string_view text) { return text.starts_with('{') && !find_json_fault(text); }

void append_line(std::string& out, Schema schema, const LogEvent& event) {
  begin(out, event.time, event.source == LogSource::Extension ? "extension" : "function");
  const bool may_be_object =
      schema >= Schema::Telemetry_2022_12_13 && event.stream.function.logging.format == LogFormat::JSON;
  if (!may_be_object || !is_json_object(event.text)) {
    append_json_string(out, event.text);
  } else if (event.text.find('\n') == std::string_view::npos) {
    out.append(event.text);
  } else {
    out.append(compact_json(event.text));
  }
  out += '}';
}

}  // namespace

bool has_source(const Types& types, LogSource source) {
  switch (source) {
    case LogSource::Platform: return types.platform;
    case LogSource::Function: return types.function;
    case LogSource::Extension: return types.extension;
    case LogSource::Notice: break;
  }
  return false;
}

void append_record(std::string& out, Schema schema, const LogEvent& event) {
  if (event.source == LogSource::Notice) return;
  if (event.platform == nullptr) {
    if (event.source != LogSource::Platform) append_line(out, schema, event);
  } else if (api_of(schema) == Api::Logs) {
    std::visit(Logs{{out, event.time, event.stream}, schema}, *event.platform);
  } else {
    std::visit(Telemetry{{out, event.time, event.stream}}, *event.platform);
  }
}

}  // namespace lambdalocal::telemetry_api

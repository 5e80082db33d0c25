#include "core/logs/event.h"

#include "core/logs/platform_record.h"

namespace lambdalocal {
namespace {

bool succeeded(const ReportStatus& status) { return status.status == "success"; }

// How the event ended, for those that have an end; the others have succeeded.
struct EndOf {
  ReportStatus operator()(const platform::InitStart&) const { return {"success", {}}; }
  ReportStatus operator()(const platform::InitRuntimeDone& done) const { return done.result.status; }
  ReportStatus operator()(const platform::InitReport& report) const { return report.result.status; }
  ReportStatus operator()(const platform::RestoreStart&) const { return {"success", {}}; }
  ReportStatus operator()(const platform::RestoreRuntimeDone& done) const { return done.result.status; }
  ReportStatus operator()(const platform::RestoreReport& report) const { return report.result.status; }
  ReportStatus operator()(const platform::Extension& extension) const {
    return {extension.result.has_failed ? "error" : "success", extension.result.error_type};
  }
  ReportStatus operator()(const platform::Subscription&) const { return {"success", {}}; }
  ReportStatus operator()(const platform::LogsDropped&) const { return {"error", {}}; }
  ReportStatus operator()(const platform::Start&) const { return {"success", {}}; }
  ReportStatus operator()(const platform::End&) const { return {"success", {}}; }
  ReportStatus operator()(const platform::RuntimeDone& done) const { return report_status(done.outcome); }
  ReportStatus operator()(const platform::Report& report) const { return report_status(report.outcome); }
};

// INIT_REPORT is of failures, and of SnapStart.
struct TextLine {
  std::string& out;
  const Function& function;

  void operator()(const platform::InitStart&) const { append_init_start(out, function); }
  void operator()(const platform::InitRuntimeDone&) const {}
  void operator()(const platform::InitReport& report) const {
    if (function.snap_start || !succeeded(report.result.status)) append_init_report(out, report.result);
  }
  void operator()(const platform::RestoreStart&) const { append_restore_start(out, function); }
  void operator()(const platform::RestoreRuntimeDone&) const {}
  void operator()(const platform::RestoreReport& report) const { append_restore_report(out, report.result); }
  void operator()(const platform::Extension& extension) const { append_extension(out, extension.result); }
  void operator()(const platform::Subscription& subscription) const { append_subscription(out, subscription.result); }
  void operator()(const platform::LogsDropped&) const {}
  void operator()(const platform::Start& start) const { append_start(out, start.request_id, function.version); }
  void operator()(const platform::RuntimeDone&) const {}
  void operator()(const platform::End& end) const { append_end(out, end.request_id); }
  void operator()(const platform::Report& report) const {
    append_report(out, report.request_id, function.memory_size_mb, report.outcome);
  }
};

struct JsonLine : PlatformRecord {
  using PlatformRecord::operator();
  void operator()(const platform::End&) const {}
  void operator()(const platform::Start& start) const {
    append_start_event(out, time, start.request_id, stream.function);
  }
  void operator()(const platform::RuntimeDone& done) const {
    append_runtime_done_event(out, time, done.request_id, done.outcome);
  }
  void operator()(const platform::Report& report) const {
    append_report_event(out, time, report.request_id, stream.function.memory_size_mb, report.outcome);
  }
};

}  // namespace

LogLevel level_of(const PlatformEvent& event) {
  if (!succeeded(std::visit(EndOf{}, event))) return LogLevel::Warn;
  const bool of_interest =
      std::holds_alternative<platform::InitStart>(event) || std::holds_alternative<platform::RestoreStart>(event) ||
      std::holds_alternative<platform::RestoreReport>(event) || std::holds_alternative<platform::Extension>(event) ||
      std::holds_alternative<platform::Subscription>(event) || std::holds_alternative<platform::Start>(event) ||
      std::holds_alternative<platform::Report>(event);
  return of_interest ? LogLevel::Info : LogLevel::Debug;
}

void append_platform_line(std::string& out, LogTime time, const LogStream& stream, const PlatformEvent& event) {
  if (stream.function.logging.format == LogFormat::Text) return std::visit(TextLine{out, stream.function}, event);
  if (level_of(event) > LogLevel::Debug) std::visit(JsonLine{{out, time, stream}}, event);
}

}  // namespace lambdalocal

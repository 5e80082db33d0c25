// The platform's own lines in a function's log, text format: INIT_START, TELEMETRY, EXTENSION, INIT_REPORT, START, END, REPORT.
// Source: docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html and lines recorded on AWS in 2025 and
// 2026.
//
// The order on AWS: INIT_START, EXTENSION for each extension, [INIT_REPORT when init failed, again when it failed again inside the invocation],
// START, the function's lines, END, REPORT. Each function appends one record, without final newline, to `out`.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/function/function.h"
#include "core/invocation/result.h"

namespace lambdalocal {

// How an init or an invocation ended, as reports say it: `status` is "success", "error" or "timeout".
struct ReportStatus {
  std::string_view status;
  std::string_view error_type;  // empty when there is none
};

// An error that the handler raised, or a response that is too large, is a success to the platform: reports do not show
// it.
ReportStatus report_status(const InvocationOutcome& outcome);

// Duration, init duration and restore duration, rounded up to whole milliseconds; at least 1.
std::int64_t billed_duration_ms(const InvocationOutcome& outcome);

enum class InitPhase { Init, Invoke };  // Invoke: the init that is run again inside an invocation

struct InitReport {
  std::chrono::microseconds duration{0};
  InitPhase phase = InitPhase::Init;
  ReportStatus status;
  std::string_view initialization_type = "on-demand";
};

// A snapshot was restored: how long it took with the hooks of the function.
struct RestoreReport {
  std::chrono::microseconds duration{0};
  ReportStatus status;
};

// What has become of an extension at the end of init.
struct ExtensionReport {
  std::string_view name;
  std::string_view state;                // as the Extensions API names it: "Ready"
  std::vector<std::string_view> events;  // that it has subscribed to
  std::string_view error_type;           // empty when there is none
  bool has_failed = false;
};

// An extension has subscribed to telemetry: to which types of it ("platform").
struct SubscriptionReport {
  enum class Api { Telemetry, Logs };
  std::string_view name;
  Api api = Api::Telemetry;
  std::vector<std::string_view> types;
};

// Telemetry that an extension did not take in time.
struct DroppedReport {
  std::uint64_t bytes = 0;
  std::uint64_t records = 0;
  std::string_view reason;
};

// "init" or "invoke".
std::string_view init_phase_name(InitPhase phase);

void append_init_start(std::string& out, const Function& function);
void append_init_report(std::string& out, const InitReport& report);
void append_restore_start(std::string& out, const Function& function);
void append_restore_report(std::string& out, const RestoreReport& report);
void append_extension(std::string& out, const ExtensionReport& report);
void append_subscription(std::string& out, const SubscriptionReport& report);
void append_start(std::string& out, std::string_view request_id, std::string_view version);
void append_end(std::string& out, std::string_view request_id);
void append_report(std::string& out, std::string_view request_id, int memory_size_mb, const InvocationOutcome& outcome);

}  // namespace lambdalocal

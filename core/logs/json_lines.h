// The platform's own lines in a function's log, JSON format (LoggingConfig LogFormat JSON): events of the Telemetry
// API's shapes, one object per record: {"time":"...","type":"platform.start","record":{...}}. Source:
// docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html and lines recorded on AWS in October 2026.
//
// With the default SystemLogLevel INFO a log has initStart, extension, start and report of every invocation, and of failures also
// initReport, initRuntimeDone and runtimeDone. END has no counterpart. Each function appends one record, without final
// newline, to `out`.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/function/function.h"
#include "core/invocation/result.h"
#include "core/logs/lines.h"

namespace lambdalocal {

using LogTime = std::chrono::system_clock::time_point;

// "2026-10-08T07:30:27.768Z": UTC, milliseconds.
void append_log_time(std::string& out, LogTime time);

// Milliseconds with as many decimals as the microseconds need: 1698, 463.512, 0.5.
void append_milliseconds(std::string& out, std::chrono::microseconds duration);

// "metrics":{"durationMs":...,...}, as platform.report has it.
void append_report_metrics(std::string& out, int memory_size_mb, const InvocationOutcome& outcome);

// `log_stream` names the environment: YYYY/MM/DD/[version]<32 hex digits>.
void append_init_start_event(std::string& out, LogTime time, const Function& function, std::string_view log_stream);
void append_init_runtime_done_event(std::string& out, LogTime time, const InitReport& report);
void append_init_report_event(std::string& out, LogTime time, const InitReport& report);
void append_restore_start_event(std::string& out, LogTime time, const Function& function, std::string_view log_stream);
void append_restore_runtime_done_event(std::string& out, LogTime time, const RestoreReport& report);
void append_restore_report_event(std::string& out, LogTime time, const RestoreReport& report);
void append_extension_event(std::string& out, LogTime time, const ExtensionReport& report);
void append_subscription_event(std::string& out, LogTime time, const SubscriptionReport& report);
void append_logs_dropped_event(std::string& out, LogTime time, const DroppedReport& report);
void append_start_event(std::string& out, LogTime time, std::string_view request_id, const Function& function);
void append_runtime_done_event(std::string& out, LogTime time, std::string_view request_id,
                               const InvocationOutcome& outcome);
void append_report_event(std::string& out, LogTime time, std::string_view request_id, int memory_size_mb,
                         const InvocationOutcome& outcome);

}  // namespace lambdalocal

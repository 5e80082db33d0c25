// The platform's events whose records are the same in a log in JSON format and in the Telemetry API; what differs, the events of an
// invocation, is added where it is written (core/logs/event.cpp, core/telemetry_api/records.cpp).
#pragma once

#include <string>

#include "core/logs/event.h"
#include "core/logs/json_lines.h"

namespace lambdalocal {

struct PlatformRecord {
  std::string& out;
  LogTime time;
  const LogStream& stream;

  void operator()(const platform::InitStart&) const {
    append_init_start_event(out, time, stream.function, stream.name);
  }
  void operator()(const platform::InitRuntimeDone& done) const {
    append_init_runtime_done_event(out, time, done.result);
  }
  void operator()(const platform::InitReport& report) const { append_init_report_event(out, time, report.result); }
  void operator()(const platform::RestoreStart&) const {
    append_restore_start_event(out, time, stream.function, stream.name);
  }
  void operator()(const platform::RestoreRuntimeDone& done) const {
    append_restore_runtime_done_event(out, time, done.result);
  }
  void operator()(const platform::RestoreReport& report) const {
    append_restore_report_event(out, time, report.result);
  }
  void operator()(const platform::Extension& extension) const { append_extension_event(out, time, extension.result); }
  void operator()(const platform::Subscription& subscription) const {
    append_subscription_event(out, time, subscription.result);
  }
  void operator()(const platform::LogsDropped& dropped) const { append_logs_dropped_event(out, time, dropped.result); }
};

}  // namespace lambdalocal

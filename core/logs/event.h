// What happens in a log stream, as data. Lines of text, lines of JSON, the 4 KB tail of Invoke, records of the Telemetry API and
// what a store of logs keeps are made from it.
// Source: docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/function/function.h"
#include "core/invocation/invocation.h"
#include "core/logs/frames.h"
#include "core/logs/json_lines.h"
#include "core/logs/lines.h"

namespace lambdalocal {

// The log stream of one execution environment.
struct LogStream {
  const Function& function;  // outlives it
  std::string group;         // "/aws/lambda/pets"
  std::string name;          // YYYY/MM/DD/[version]<32 hex digits>
};

// The platform's events, by the names of the Telemetry API.
namespace platform {

struct Span {
  LogTime start;
  std::chrono::microseconds duration{0};
};

// What telemetry has of an invocation beyond its outcome.
struct Measures {
  std::string_view trace_header;
  std::string_view tenant_id;
  std::chrono::microseconds runtime_duration{0};  // until the runtime asked for its next event
  std::size_t produced_bytes = 0;                 // of the response
  std::optional<Span> response_latency;           // until the response began to come
  std::optional<Span> response_duration;          // from then until it was complete
  std::optional<Span> runtime_overhead;           // from then until the runtime asked for its next event
  std::optional<Span> extension_overhead;         // from then until all extensions did
};

inline const Measures kNoMeasures{};

struct InitStart {};
struct InitRuntimeDone {
  const lambdalocal::InitReport& result;
};
struct InitReport {
  const lambdalocal::InitReport& result;
};
struct RestoreStart {};
struct RestoreRuntimeDone {
  const lambdalocal::RestoreReport& result;
};
struct RestoreReport {
  const lambdalocal::RestoreReport& result;
};
struct Extension {
  const ExtensionReport& result;
};
struct Subscription {
  const SubscriptionReport& result;
};
struct LogsDropped {
  const DroppedReport& result;
};
struct Start {
  std::string_view request_id;
  const Measures& measures = kNoMeasures;
};
struct RuntimeDone {
  std::string_view request_id;
  const InvocationOutcome& outcome;
  const Measures& measures = kNoMeasures;
};
struct End {  // of the Logs API: the invocation is over, extensions included
  std::string_view request_id;
};
struct Report {
  std::string_view request_id;
  const InvocationOutcome& outcome;
  const Measures& measures = kNoMeasures;
};

}  // namespace platform

using PlatformEvent =
    std::variant<platform::InitStart, platform::InitRuntimeDone, platform::InitReport, platform::RestoreStart,
                 platform::RestoreRuntimeDone, platform::RestoreReport, platform::Extension, platform::Subscription,
                 platform::LogsDropped, platform::Start, platform::RuntimeDone, platform::End, platform::Report>;

enum class LogSource {
  Platform,
  Function,   // what the function and its runtime wrote
  Extension,  // what an external extension wrote
  Notice,     // what a bootstrap of ours tells the person; Lambda has no such thing: it is no part of the log
};

// Valid while it is handed on; whoever keeps it copies what it needs.
struct LogEvent {
  LogTime time;
  const LogStream& stream;
  LogSource source;
  LogLevel level;
  // As the stream shows it in the function's log format, without final newline, possibly several lines: one CloudWatch log
  // event. Rendered once, where the event arises. Empty for a platform event that the format does not show.
  std::string_view text;
  const PlatformEvent* platform = nullptr;  // of Platform

  bool is_shown() const { return source != LogSource::Platform || !text.empty(); }
};

// With SystemLogLevel INFO, which is what is shown, Debug is not.
LogLevel level_of(const PlatformEvent& event);

// Appends how the function's log format shows the event; nothing when it does not.
void append_platform_line(std::string& out, LogTime time, const LogStream& stream, const PlatformEvent& event);

}  // namespace lambdalocal

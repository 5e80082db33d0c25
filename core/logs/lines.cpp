#include "core/logs/lines.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "core/function/runtime_version.h"

namespace lambdalocal {
namespace {

void append_number(std::string& out, std::int64_t number) {
  char digits[20];
  out.append(digits, std::to_chars(std::begin(digits), std::end(digits), number).ptr);
}

// "2.37 ms": hundredths of a millisecond, rounded to the nearest.
void append_hundredths_of_ms(std::string& out, std::chrono::microseconds duration) {
  const std::int64_t hundredths = (duration.count() + 5) / 10;
  append_number(out, hundredths / 100);
  const char fraction[] = {'.', static_cast<char>('0' + hundredths / 10 % 10),
                           static_cast<char>('0' + hundredths % 10)};
  out.append(fraction, sizeof fraction).append(" ms");
}

void append_failure(std::string& out, const ReportStatus& status) {
  out.append("Status: ").append(status.status);
  if (!status.error_type.empty()) out.append("\tError Type: ").append(status.error_type);
}

}  // namespace

ReportStatus report_status(const InvocationOutcome& outcome) {
  switch (outcome.status) {
    case InvocationStatus::Success:
    case InvocationStatus::FunctionError: break;
    case InvocationStatus::Timeout: return {"timeout", {}};
    case InvocationStatus::InitError:
    case InvocationStatus::Crash: return {"error", outcome.error_type};
  }
  return {"success", {}};
}

std::int64_t billed_duration_ms(const InvocationOutcome& outcome) {
  using std::chrono::microseconds;
  const auto billed = outcome.duration + outcome.init_duration.value_or(microseconds::zero()) +
                      outcome.restore_duration.value_or(microseconds::zero());
  return std::max<std::int64_t>(1, (billed.count() + 999) / 1000);
}

std::string_view init_phase_name(InitPhase phase) { return phase == InitPhase::Init ? "init" : "invoke"; }

void append_restore_start(std::string& out, const Function& function) {
  out.append("RESTORE_START Runtime Version: ").append(runtime_version(function.runtime.id));
  out.append("\tRuntime Version ARN: ").append(runtime_version_arn(function.region, function.runtime.id));
}

void append_restore_report(std::string& out, const RestoreReport& report) {
  out.append("RESTORE_REPORT Restore Duration: ");
  append_hundredths_of_ms(out, report.duration);
  if (report.status.status == "success") return;
  out += '\t';
  append_failure(out, report.status);
}

void append_init_start(std::string& out, const Function& function) {
  out.append("INIT_START Runtime Version: ").append(runtime_version(function.runtime.id));
  out.append("\tRuntime Version ARN: ").append(runtime_version_arn(function.region, function.runtime.id));
}

void append_init_report(std::string& out, const InitReport& report) {
  out.append("INIT_REPORT Init Duration: ");
  append_hundredths_of_ms(out, report.duration);
  out.append("\tPhase: ").append(init_phase_name(report.phase));
  if (report.status.status == "success") return;
  out += '\t';
  append_failure(out, report.status);
}

void append_extension(std::string& out, const ExtensionReport& report) {
  out.append("EXTENSION\tName: ").append(report.name).append("\tState: ").append(report.state).append("\tEvents: [");
  std::string_view between;
  for (const std::string_view event : report.events) {
    out.append(std::exchange(between, ", ")).append(event);
  }
  out += ']';
  if (!report.error_type.empty()) out.append("\tError Type: ").append(report.error_type);
}

void append_subscription(std::string& out, const SubscriptionReport& report) {
  out.append(report.api == SubscriptionReport::Api::Logs ? "LOGS" : "TELEMETRY");
  out.append("\tName: ").append(report.name).append("\tState: Subscribed\tTypes: [");
  std::string_view between;
  for (const std::string_view type : report.types) {
    out.append(std::exchange(between, ", "));
    out += static_cast<char>(type[0] - 'a' + 'A');
    out.append(type.substr(1));
  }
  out += ']';
}

void append_start(std::string& out, std::string_view request_id, std::string_view version) {
  out.append("START RequestId: ").append(request_id).append(" Version: ").append(version);
}

void append_end(std::string& out, std::string_view request_id) { out.append("END RequestId: ").append(request_id); }

void append_report(std::string& out, std::string_view request_id, int memory_size_mb,
                   const InvocationOutcome& outcome) {
  out.append("REPORT RequestId: ").append(request_id).append("\tDuration: ");
  append_hundredths_of_ms(out, outcome.duration);
  out.append("\tBilled Duration: ");
  append_number(out, billed_duration_ms(outcome));
  out.append(" ms\tMemory Size: ");
  append_number(out, memory_size_mb);
  out.append(" MB\tMax Memory Used: ");
  append_number(out, outcome.max_memory_used_mb);
  out.append(" MB\t");
  if (outcome.init_duration) {
    out.append("Init Duration: ");
    append_hundredths_of_ms(out, *outcome.init_duration);
    out.append("\t");
  }
  if (outcome.restore_duration) {
    out.append("Restore Duration: ");
    append_hundredths_of_ms(out, *outcome.restore_duration);
    out.append("\tBilled Restore Duration: ");
    append_number(out, (outcome.restore_duration->count() + 999) / 1000);
    out.append(" ms\t");
  }
  if (const ReportStatus status = report_status(outcome); status.status != "success") append_failure(out, status);
}

}  // namespace lambdalocal

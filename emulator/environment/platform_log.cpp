#include "emulator/environment/platform_log.h"

#include <chrono>

namespace lambdalocal::environment {
namespace {

LogTime now() { return std::chrono::system_clock::now(); }

}  // namespace

void PlatformLog::write(LogTime time, const PlatformEvent& event) {
  line_.clear();
  append_platform_line(line_, time, stream_, event);
  sink_.write({time, stream_, LogSource::Platform, level_of(event), line_, &event});
}

void PlatformLog::init_start() { write(now(), platform::InitStart{}); }

void PlatformLog::init_runtime_done(const InitReport& report) { write(now(), platform::InitRuntimeDone{report}); }

void PlatformLog::init_report(const InitReport& report) { write(now(), platform::InitReport{report}); }

void PlatformLog::notice(std::string_view text) {
  sink_.write({now(), stream_, LogSource::Notice, LogLevel::Warn, text});
}

void PlatformLog::restore_start() { write(now(), platform::RestoreStart{}); }

void PlatformLog::restore_report(const RestoreReport& report) {
  const LogTime time = now();
  write(time, platform::RestoreRuntimeDone{report});
  write(time, platform::RestoreReport{report});
}

void PlatformLog::extension(const ExtensionReport& report) { write(now(), platform::Extension{report}); }

void PlatformLog::start(std::string_view request_id, const platform::Measures& measures) {
  write(now(), platform::Start{request_id, measures});
}

void PlatformLog::runtime_done(std::string_view request_id, const InvocationOutcome& outcome,
                               const platform::Measures& measures) {
  write(now(), platform::RuntimeDone{request_id, outcome, measures});
}

void PlatformLog::end_and_report(std::string_view request_id, const InvocationOutcome& outcome,
                                 const platform::Measures& measures) {
  const LogTime time = now();
  write(time, platform::End{request_id});
  write(time, platform::Report{request_id, outcome, measures});
}

}  // namespace lambdalocal::environment

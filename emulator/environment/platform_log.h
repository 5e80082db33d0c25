// Tells what the platform does in one environment, as events of its log stream.
#pragma once

#include <string>
#include <string_view>

#include "core/logs/event.h"
#include "emulator/logs/log_sink.h"

namespace lambdalocal::environment {

class PlatformLog {
 public:
  // Both must outlive it.
  PlatformLog(const LogStream& stream, logs::LogSink& sink) : stream_(stream), sink_(sink) {}

  void init_start();
  void init_runtime_done(const InitReport& report);
  void init_report(const InitReport& report);
  void restore_start();
  void restore_report(const RestoreReport& report);
  void extension(const ExtensionReport& report);
  void start(std::string_view request_id, const platform::Measures& measures);
  void runtime_done(std::string_view request_id, const InvocationOutcome& outcome, const platform::Measures& measures);
  void notice(std::string_view text);  // for the person who runs the function: no part of its log
  void end_and_report(std::string_view request_id, const InvocationOutcome& outcome,
                      const platform::Measures& measures);

 private:
  void write(LogTime time, const PlatformEvent& event);

  const LogStream& stream_;
  logs::LogSink& sink_;
  std::string line_;  // its memory, from event to event
};

}  // namespace lambdalocal::environment

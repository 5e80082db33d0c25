// The platform's own lines of one environment's log stream, in the function's log format.
#pragma once

#include <string>

#include "core/function/function.h"
#include "core/invocation/result.h"
#include "core/logs/lines.h"
#include "emulator/logs/log_sink.h"

namespace lambdalocal::environment {

class PlatformLog {
 public:
  // Both must outlive it.
  PlatformLog(const Function& function, std::string log_stream_name, logs::LogSink& sink);

  void init_start();
  void init_report(const InitReport& report);
  void start(const std::string& request_id);
  void end_and_report(const std::string& request_id, const InvocationOutcome& outcome);

 private:
  template <typename Append>
  void write(Append append);

  const Function& function_;
  std::string log_stream_name_;
  logs::LogSink& sink_;
  std::string record_;
};

}  // namespace lambdalocal::environment

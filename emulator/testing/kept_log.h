// The log of each invocation, whole, until somebody takes it. Shows nothing.
#pragma once

#include <map>
#include <string>

#include "emulator/logs/log_sink.h"

namespace lambdalocal::testing {

class KeptLog : public logs::LogSink {
 public:
  void write(const LogEvent& event) override;

  // What the invocation of that id wrote, with the init phase before it.
  std::string take(const std::string& request_id);
  // Everything since the last call.
  std::string take_all();

 private:
  std::string all_;
  std::map<std::string, std::string, std::less<>> running_;  // by log stream
  std::map<std::string, std::string, std::less<>> ended_;    // by request id
};

}  // namespace lambdalocal::testing

// Keeps the records of an invocation's log, one for each CloudWatch log event. Hands every event on.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "emulator/logs/log_sink.h"

namespace lambdalocal::logs {

class LogRecords : public PassingSink {
 public:
  using PassingSink::PassingSink;

  void write(const LogEvent& event) override;

  // Those since the last call, up to 6 MiB.
  std::vector<std::string> take();

 private:
  std::vector<std::string> kept_;
  std::size_t bytes_ = 0;
};

}  // namespace lambdalocal::logs

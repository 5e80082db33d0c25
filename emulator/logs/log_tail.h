// The last 4 KB of an invocation's log, as Invoke answers with LogType=Tail (X-Amz-Log-Result). Hands every event on.
// Source: docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "emulator/logs/log_sink.h"

namespace lambdalocal::logs {

class LogTail : public PassingSink {
 public:
  using PassingSink::PassingSink;

  void write(const LogEvent& event) override;

  // What was kept since the last call. INIT_START is not part of it: the log stream has it, the caller does not.
  std::string take();

 private:
  std::string kept_;  // at most twice the 4 KB that are asked for
};

// What the caller of Invoke is told of the log: all that is shown of it, but notices and INIT_START.
bool is_of_the_invocation(const LogEvent& event);

}  // namespace lambdalocal::logs

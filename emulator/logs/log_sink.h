// Where the lines of a log stream go. One record is one CloudWatch log event: text without its final newline, possibly
// several lines.
#pragma once

#include <string_view>

namespace lambdalocal::logs {

enum class Source {
  Platform,  // INIT_START, START, END, REPORT...
  Function,  // what the function and its runtime wrote
  Notice,    // what a bootstrap of ours tells the person; CloudWatch would not have it: it is no part of the log
};

class LogSink {
 public:
  virtual ~LogSink() = default;
  virtual void write(Source source, std::string_view record) = 0;
};

}  // namespace lambdalocal::logs

// Log events as an environment writes them, and what comes out of a sink.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/logs/log_sink.h"

namespace lambdalocal::test {

struct LoggedLines : logs::LogSink {
  void write(const LogEvent& event) override { texts.emplace_back(event.text); }
  std::vector<std::string> texts;
};

// One log stream of a function.
class LogSource {
 public:
  explicit LogSource(logs::LogSink& sink, std::string function = "f") : sink_(sink) {
    function_.name = std::move(function);
  }

  void line(std::string_view text) {
    sink_.write({{}, stream_, lambdalocal::LogSource::Function, LogLevel::Undefined, text});
  }
  void notice(std::string_view text) {
    sink_.write({{}, stream_, lambdalocal::LogSource::Notice, LogLevel::Undefined, text});
  }
  void platform(std::string_view text, const PlatformEvent& event) {
    sink_.write({{}, stream_, lambdalocal::LogSource::Platform, LogLevel::Info, text, &event});
  }

 private:
  logs::LogSink& sink_;
  Function function_;
  LogStream stream_{function_, "/aws/lambda/f", "2026/01/01/[$LATEST]0"};
};

}  // namespace lambdalocal::test

// The log of each invocation until somebody takes it. Shows nothing.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "emulator/logs/log_sink.h"

namespace lambdalocal::testing {

// Lines, of which the middle is left out where they are too many: a function may write without an end.
struct KeptLines {
  static constexpr std::size_t kMost = 8 * 1024 * 1024;  // bytes at the beginning, and as many at the end

  void add(std::string_view lines);
  std::string text() &&;

  std::string beginning, end;
  std::size_t left_out = 0;  // bytes between them
};

struct TakenLog {
  std::string text;
  std::size_t left_out = 0;  // bytes
};

class KeptLog : public logs::LogSink {
 public:
  void write(const LogEvent& event) override;

  // What the invocation of that id wrote, with the init phase before it.
  TakenLog take(const std::string& request_id);
  // Everything since the last call.
  TakenLog take_all();

 private:
  KeptLines all_;
  std::map<std::string, KeptLines, std::less<>> running_;  // by log stream
  std::map<std::string, KeptLines, std::less<>> ended_;    // by request id
};

}  // namespace lambdalocal::testing

// The last 4 KB of an invocation's log, as Invoke answers with LogType=Tail (X-Amz-Log-Result). Passes every record on.
// Source: docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
#pragma once

#include <string>

#include "emulator/logs/log_sink.h"

namespace lambdalocal::logs {

class LogTail : public LogSink {
 public:
  // `next` must outlive it.
  explicit LogTail(LogSink& next) : next_(next) {}

  void write(Source source, std::string_view record) override;
  bool has_room() const override { return next_.has_room(); }
  boost::asio::awaitable<void> until_room() override { return next_.until_room(); }

  // What was kept since the last call. INIT_START is not part of it: the log stream has it, the caller does not.
  std::string take();

 private:
  LogSink& next_;
  std::string kept_;  // at most twice the 4 KB that are asked for
};

// The last `limit` bytes, never starting inside a UTF-8 character.
std::string_view last_bytes(std::string_view text, std::size_t limit);

// Whether a record says that an environment starts, in the text or in the JSON log format.
bool is_init_start(std::string_view record);

}  // namespace lambdalocal::logs

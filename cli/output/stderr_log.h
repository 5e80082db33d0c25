// The log of an invocation on stderr, as CloudWatch would show it: platform lines (START, END, REPORT) dimmed on a
// terminal, the function's lines as they are.
//
// Records leave through the writer's thread. Where stderr is not read, `serve` drops lines, and `invoke` lets the function
// wait: nothing of its one log may be lost.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/logs/log_sink.h"
#include "emulator/system/output_writer.h"

namespace lambdalocal::output {

class StderrLog : public logs::LogSink {
 public:
  enum class Show { All, Tail, Nothing };  // Tail: the last 4 KB of each invocation, at its end, and notices
  enum class Colour { Never, Dim };        // of platform lines

  enum class WhenUnread { Drop, Wait };

  struct Options {
    int descriptor = 2;
    Show show = Show::All;
    Colour colour = Colour::Never;
    WhenUnread when_unread = WhenUnread::Drop;
    bool keep_records = false;  // for the record of --json
  };

  // What an invocation logged.
  struct InvocationLog {
    std::string tail;                  // the last 4 KB of text, as LogType=Tail gives it
    std::vector<std::string> records;  // when kept: all of them, up to 6 MiB
  };

  // `writer` must outlive it. A stderr that cannot be written to is not worth failing an invocation for.
  StderrLog(Options options, system::OutputWriter& writer) : options_(options), writer_(writer) {}

  void write(logs::Source source, std::string_view record) override;
  bool has_room() const override;
  boost::asio::awaitable<void> until_room() override { return writer_.until_room(); }

  // Ends an invocation: shows its tail when that is what is shown, and hands out what it logged.
  InvocationLog end_invocation();

 private:
  void show(logs::Source source, std::string_view record);
  void show_once(std::string_view notice);
  void print(std::string_view lines);
  void remember(std::string_view record);

  Options options_;
  system::OutputWriter& writer_;
  std::string line_;  // its memory, from record to record
  std::string tail_;  // at most twice the 4 KB that are asked for
  std::vector<std::string> records_;
  std::size_t record_bytes_ = 0;
  std::set<std::string, std::less<>> notices_;  // shown already: each environment, each init says the same
};

// Dim when `descriptor` is a terminal that shows colour and NO_COLOR is not set (no-color.org).
StderrLog::Colour colour_for(int descriptor);

}  // namespace lambdalocal::output

// The log of an invocation on stderr, as CloudWatch would show it: platform lines (START, END, REPORT) dimmed on a
// terminal, the function's lines as they are.
//
// Records are collected and written with one write(2) per flush. The first record after a flush asks `schedule_flush`
// for one, which should come as soon as the event loop has nothing else at hand: a line printed by a function that then
// sleeps is seen at once, and a fast function does not pay a system call per line.
#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/logs/log_sink.h"

namespace lambdalocal::output {

class StderrLog : public logs::LogSink {
 public:
  enum class Show { All, Tail, Nothing };  // Tail: the last 4 KB of each invocation, at its end, and notices
  enum class Colour { Never, Dim };        // of platform lines

  struct Options {
    int descriptor = 2;
    Show show = Show::All;
    Colour colour = Colour::Never;
    bool keep_records = false;  // for the record of --json
  };

  // What an invocation logged.
  struct InvocationLog {
    std::string tail;                  // the last 4 KB of text, as LogType=Tail gives it
    std::vector<std::string> records;  // when kept: all of them, up to 6 MiB
  };

  StderrLog(Options options, std::function<void()> schedule_flush);

  void write(logs::Source source, std::string_view record) override;

  // Writes what is collected. A stderr that cannot be written to is not worth failing an invocation for.
  void flush();

  // Ends an invocation: shows its tail when that is what is shown, and hands out what it logged.
  InvocationLog end_invocation();

 private:
  void show(logs::Source source, std::string_view record);
  void show_once(std::string_view notice);
  void append(logs::Source source, std::string_view record);
  void remember(std::string_view record);

  Options options_;
  std::function<void()> schedule_flush_;
  std::string buffer_;
  std::string tail_;  // at most twice the 4 KB that are asked for
  std::vector<std::string> records_;
  std::size_t record_bytes_ = 0;
  std::set<std::string, std::less<>> notices_;  // shown already: each environment, each init says the same
};

// Dim when `descriptor` is a terminal that shows colour and NO_COLOR is not set (no-color.org).
StderrLog::Colour colour_for(int descriptor);

}  // namespace lambdalocal::output

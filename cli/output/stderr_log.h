// Log streams on stderr, as CloudWatch would show them: platform lines (START, END, REPORT) dimmed on a terminal, the
// function's lines as they are, each behind its function's name where there are several.
//
// All leaves through the writer's thread. Where stderr is not read, `serve` drops lines, and `invoke` lets the function wait:
// nothing of its one log may be lost.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "emulator/logs/log_sink.h"
#include "emulator/system/output_writer.h"

namespace lambdalocal::output {

class StderrLog : public logs::LogSink {
 public:
  enum class Show { All, Notices, Nothing };
  enum class Colour { Never, Dim };  // of platform lines
  enum class WhenUnread { Drop, Wait };

  struct Options {
    int descriptor = 2;
    Show show = Show::All;
    Colour colour = Colour::Never;
    WhenUnread when_unread = WhenUnread::Drop;
  };

  // `writer` must outlive it. A stderr that cannot be written to is not worth failing an invocation for.
  StderrLog(Options options, system::OutputWriter& writer) : options_(options), writer_(writer) {}

  void write(const LogEvent& event) override;
  bool has_room() const override;
  boost::asio::awaitable<void> until_room() override { return writer_.until_room(); }

  // From now on lines begin with the name of their function.
  void show_names() { shows_names_ = true; }

  // Lines that are no event, between those that are.
  void print(std::string_view lines);

 private:
  bool is_shown(const LogEvent& event);
  void append_lines(const LogEvent& event);

  Options options_;
  system::OutputWriter& writer_;
  bool shows_names_ = false;
  std::string lines_;                           // their memory, from event to event
  std::set<std::string, std::less<>> notices_;  // shown already: each environment, each init says the same
};

// Dim when `descriptor` is a terminal that shows colour and NO_COLOR is not set (no-color.org).
StderrLog::Colour colour_for(int descriptor);

}  // namespace lambdalocal::output

// Where the lines of a log stream go. One record is one CloudWatch log event: text without its final newline, possibly
// several lines.
#pragma once

#include <utility>
//
#include <boost/asio/awaitable.hpp>
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

  // Whether more should be read from a function now, and until when not: for sinks that may lose nothing. write() takes
  // what it is given all the same.
  virtual bool has_room() const { return true; }
  virtual boost::asio::awaitable<void> until_room() { co_return; }
};

}  // namespace lambdalocal::logs

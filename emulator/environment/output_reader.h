// Reads what one runtime process and its children write, cuts it into log records, and hands them to the log; while the log
// has no room, they wait for it as they would for a terminal that is not read.
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <memory>

#include "core/logs/frames.h"
#include "emulator/logs/log_sink.h"
#include "emulator/sandbox/view.h"
#include "emulator/system/files/fd.h"

namespace lambdalocal::environment {

class OutputReader : public std::enable_shared_from_this<OutputReader> {
 public:
  // Takes the read end of the output pipe of a process, whose log records are of `source`. `view`: what it sees, null: all.
  // `stream` and `log` must live until close() or abandon().
  static std::shared_ptr<OutputReader> start(boost::asio::any_io_executor executor, system::Fd pipe, LogSource source,
                                             std::shared_ptr<const sandbox::View> view, const LogStream& stream,
                                             logs::LogSink& log);

  // Takes what lies in the pipe now, to the end of an invocation: an unterminated line is a record, too.
  void drain();
  // The last of it; nothing is written to the log afterwards.
  void close();
  // Reads and writes nothing any more.
  void abandon();

  OutputReader(boost::asio::any_io_executor executor, system::Fd pipe, LogSource source,
               std::shared_ptr<const sandbox::View> view, const LogStream& stream, logs::LogSink& log);

 private:
  enum class PipeState { Open, Ended };
  static boost::asio::awaitable<void> run(std::shared_ptr<OutputReader> self);
  PipeState read_available(std::size_t at_most);

  boost::asio::posix::stream_descriptor pipe_;
  logs::LogSink& log_;
  LogFrameDecoder decoder_;
  bool closed_ = false;
};

}  // namespace lambdalocal::environment

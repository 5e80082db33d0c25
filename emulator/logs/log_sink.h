// Where the events of log streams go: the one seam between who logs and who shows, keeps or hands on.
#pragma once

#include <utility>
//
#include <boost/asio/awaitable.hpp>

#include "core/logs/event.h"

namespace lambdalocal::logs {

class LogSink {
 public:
  virtual ~LogSink() = default;
  virtual void write(const LogEvent& event) = 0;

  // Whether more should be read from a function now, and until when not: for sinks that may lose nothing. write() takes
  // what it is given all the same.
  virtual bool has_room() const { return true; }
  virtual boost::asio::awaitable<void> until_room() { co_return; }
};

// Shows or keeps something, and hands every event on.
class PassingSink : public LogSink {
 public:
  // `next` must outlive it.
  explicit PassingSink(LogSink& next) : next_(next) {}

  void write(const LogEvent& event) override { next_.write(event); }
  bool has_room() const override { return next_.has_room(); }
  boost::asio::awaitable<void> until_room() override { return next_.until_room(); }

  LogSink& next() { return next_; }

 private:
  LogSink& next_;
};

}  // namespace lambdalocal::logs

// The Telemetry API and the Logs API of one execution environment: extensions subscribe to its log until init is over; every event
// of the log passes through here on its way to the log.
// Source: docs.aws.amazon.com/lambda/latest/dg/telemetry-api.html
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/telemetry_api/contract.h"
#include "emulator/extensions_api/server.h"
#include "emulator/logs/log_sink.h"
#include "emulator/system/http/server.h"
#include "emulator/telemetry_api/subscriber.h"

namespace lambdalocal::telemetry_api {

class Server : public logs::PassingSink, public std::enable_shared_from_this<Server> {
 public:
  // `log` and `stream` must live until close().
  Server(boost::asio::any_io_executor executor, const LogStream& stream, logs::LogSink& log)
      : PassingSink(log), executor_(std::move(executor)), stream_(stream) {}

  void write(const LogEvent& event) override {
    if (!subscribers_.empty()) tell(event);
    if (keeps_) keep(event);
    PassingSink::write(event);
  }

  enum class Keep { Nothing, WhatInitLogs };
  // New processes start: nobody is subscribed, and it may be subscribed again. WhatInitLogs: for those who will subscribe.
  void restart(Keep keep);
  // Init is over: nobody subscribes any more.
  void close_subscription();
  // What has been logged is delivered now.
  void flush();
  // There is no environment any more.
  void close();

  bool has_subscribers() const { return !subscribers_.empty(); }

  // Consumers are reached by these sockets from now on.
  void connect_by(Sockets sockets) { sockets_ = std::move(sockets); }

  // PUT of a subscription by one of `extensions`.
  boost::asio::awaitable<void> serve(system::HttpExchange& exchange, Api api,
                                     std::shared_ptr<extensions_api::Server> extensions);

 private:
  void tell(const LogEvent& event);
  void keep(const LogEvent& event);
  void replay(Subscriber& subscriber);
  void subscribe(const std::string& name, Subscription subscription);

  // Of what was logged before somebody subscribed: lines, and when init began.
  struct Kept {
    LogTime time;
    LogSource source;
    LogLevel level;
    std::string text;
  };

  const boost::asio::any_io_executor executor_;
  const LogStream& stream_;
  std::vector<std::shared_ptr<Subscriber>> subscribers_;
  Sockets sockets_;
  bool closed_ = true;
  bool keeps_ = false;
  std::optional<LogTime> init_began_;
  std::vector<Kept> kept_;
  std::size_t kept_bytes_ = 0;
  std::string record_;  // its memory, from event to event
};

}  // namespace lambdalocal::telemetry_api

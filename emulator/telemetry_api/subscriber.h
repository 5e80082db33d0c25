// One subscription: records become batches by number, bytes and time, and a coroutine delivers one batch after the other. What it
// holds is bounded; what does not fit is counted, and told as platform.logsDropped when the consumer takes batches again.
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/logs/lines.h"
#include "core/result.h"
#include "core/telemetry_api/subscription.h"
#include "emulator/system/files/fd.h"
#include "emulator/system/wakeup.h"

namespace lambdalocal::telemetry_api {

// Gives sockets by which consumers can be reached.
using Sockets = std::function<boost::asio::awaitable<Result<system::Fd>>()>;

class Subscriber : public std::enable_shared_from_this<Subscriber> {
 public:
  // `name`: the extension's. `dropped` is told what could not be kept; it may be called inside add() and while delivering.
  static std::shared_ptr<Subscriber> start(boost::asio::any_io_executor executor, std::string name,
                                           Subscription subscription, std::function<void(const DroppedReport&)> dropped,
                                           Sockets sockets = {});

  const std::string& name() const { return name_; }
  const Subscription& subscription() const { return subscription_; }

  void add(std::string_view record);
  // What has come is sent now, not when a batch is full or old enough.
  void flush();
  // Drops what is left.
  void close();

  Subscriber(boost::asio::any_io_executor executor, std::string name, Subscription subscription,
             std::function<void(const DroppedReport&)> dropped, Sockets sockets);

 private:
  static boost::asio::awaitable<void> deliver(std::shared_ptr<Subscriber> self);
  boost::asio::awaitable<bool> send(const std::string& batch);
  boost::asio::awaitable<bool> connect();
  boost::asio::awaitable<bool> read_answer();
  void disconnect();
  void arm_timer();
  void tell_dropped();

  // Constant after construction.
  const std::string name_;
  const Subscription subscription_;
  const std::function<void(const DroppedReport&)> dropped_;
  const Sockets sockets_;  // none: those of this machine

  std::string batch_;  // that is being filled
  std::size_t items_ = 0;
  std::deque<std::string> full_;                           // to be delivered, the first of them now
  std::size_t held_bytes_ = 0;                             // of all batches
  std::uint64_t dropped_records_ = 0, dropped_bytes_ = 0;  // not told yet

  boost::asio::steady_timer timer_;  // of the batch that is being filled
  boost::asio::steady_timer pause_;  // between attempts
  bool timer_runs_ = false;
  bool closed_ = false;
  system::Wakeup changed_;
  boost::asio::ip::tcp::socket socket_;
};

}  // namespace lambdalocal::telemetry_api

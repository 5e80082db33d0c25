// How long a front end waits for an invocation, which goes on after that.
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>

#include "emulator/invocation/call.h"

namespace lambdalocal::gateway {

// Ends the waiting for `call` after `limit`, as long as what is returned lives; none: never.
inline std::optional<boost::asio::steady_timer> stop_waiting_after(const std::shared_ptr<Call>& call,
                                                                   const boost::asio::any_io_executor& executor,
                                                                   std::optional<std::chrono::milliseconds> limit) {
  std::optional<boost::asio::steady_timer> timer;
  if (!limit || call->over()) return timer;
  timer.emplace(executor, *limit);
  timer->async_wait([weak = std::weak_ptr(call)](const boost::system::error_code& stopped) {
    const auto waiting = weak.lock();
    if (!stopped && waiting) waiting->stop_waiting();
  });
  return timer;
}

}  // namespace lambdalocal::gateway

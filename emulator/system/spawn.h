// Starts a coroutine that nobody waits for, on an executor's thread. It takes a turn of the event loop to begin. Whoever
// may fail turns that into a value inside: an exception that escapes is a bug and ends the program, saying what it was,
// where asio::detached would have dropped it with all that the coroutine held.
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <exception>

namespace lambdalocal::system {

// For the completion of a co_spawn.
struct AbortOnException {
  void operator()(const std::exception_ptr& escaped) const noexcept {
    if (escaped) std::rethrow_exception(escaped);  // out of a noexcept function: std::terminate tells
  }
};

// The coroutine owns its parameters, by value, and what it works for.
inline void spawn(const boost::asio::any_io_executor& executor, boost::asio::awaitable<void> work) {
  boost::asio::co_spawn(executor, std::move(work), AbortOnException());
}

}  // namespace lambdalocal::system

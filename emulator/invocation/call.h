// One invocation as whoever asked for it over HTTP waits for it. The invocation goes on by itself: an HTTP handler waits
// for what it needs, answers its client, and leaves; the runtime may go on, or hang, after it has answered.
#pragma once

#include <utility>
//
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/invocation/result.h"
#include "emulator/environment/caller.h"
#include "emulator/system/wakeup.h"

namespace lambdalocal {

class Call : public environment::Caller {
 public:
  enum class Mode {
    Buffered,  // a streamed response is gathered; over the limit of buffered responses it is a function error
    Streamed,  // pieces are handed on as they come
  };

  // By Invoker::start().
  explicit Call(Mode mode) : mode_(mode) {}

  // How far it is. No awaitable may be waited for twice at a time; after stop_waiting() all return at once.
  boost::asio::awaitable<void> until_answered();  // began(), or over()
  boost::asio::awaitable<void> until_more();      // bytes to take, or over()
  boost::asio::awaitable<void> until_logged();    // END and REPORT are written: log_tail() is complete

  // The client's patience is over; the invocation goes on.
  void stop_waiting();

  // A streamed response has begun, of this content type.
  bool began() const { return began_; }
  const std::string& content_type() const { return content_type_; }
  // Its bytes so far, which the function may go on after. An empty one: none came since.
  std::string take();
  // The client has left: what still comes is dropped.
  void abandon();

  // How it ended, once it has; or one of the three, null when it ended otherwise.
  bool over() const { return result_.has_value(); }
  const std::optional<InvocationResult>& result() const { return result_; }
  const InvocationOutcome* outcome() const { return ended_as<InvocationOutcome>(); }
  const Throttled* throttled() const { return ended_as<Throttled>(); }
  const Error* error() const { return ended_as<Error>(); }
  const std::string& log_tail() const { return log_tail_; }

  // The invocation is over, and logged.
  void ended(InvocationResult result);

  void answered(const InvocationOutcome& outcome) override;
  bool streams() const override { return mode_ == Mode::Streamed; }
  void stream_began(std::string_view content_type) override;
  boost::asio::awaitable<void> stream_piece(std::string_view piece) override;

 private:
  template <typename End>
  const End* ended_as() const {
    return result_ ? std::get_if<End>(&*result_) : nullptr;
  }

  const Mode mode_;
  bool began_ = false;
  bool abandoned_ = false;
  bool logged_ = false;
  bool waiting_stopped_ = false;
  std::string content_type_;
  std::string pieces_;
  std::optional<InvocationResult> result_;
  std::string log_tail_;
  system::Wakeup changed_;  // for the client
  system::Wakeup taken_;    // for the function
};

}  // namespace lambdalocal

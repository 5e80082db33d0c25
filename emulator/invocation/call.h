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

#include "core/invocation/invocation.h"
#include "core/result.h"
#include "emulator/environment/caller.h"
#include "emulator/environment/pool.h"
#include "emulator/invocation/request.h"
#include "emulator/system/wakeup.h"

namespace lambdalocal {

class ServedFunction;

class Call : public environment::Caller {
 public:
  enum class Mode {
    Buffered,  // a streamed response is gathered; over the limit of buffered responses it is a function error
    Streamed,  // pieces are handed on as they come
  };

  // Begins the invocation at once.
  static std::shared_ptr<Call> start(const std::shared_ptr<ServedFunction>& function, InvokeRequest request, Mode mode);

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

  // The end: one of the three.
  bool over() const { return outcome_ || throttled_ || error_; }
  const std::optional<InvocationOutcome>& outcome() const { return outcome_; }
  const std::optional<environment::Throttled>& throttled() const { return throttled_; }
  const std::optional<Error>& error() const { return error_; }
  const std::string& log_tail() const { return log_tail_; }

  void answered(const InvocationOutcome& outcome) override;
  bool streams() const override { return mode_ == Mode::Streamed; }
  void stream_began(std::string_view content_type) override;
  boost::asio::awaitable<void> stream_piece(std::string_view piece) override;

 private:
  explicit Call(Mode mode) : mode_(mode) {}
  static boost::asio::awaitable<void> run(std::shared_ptr<Call> call, std::shared_ptr<ServedFunction> function,
                                          InvokeRequest request);

  const Mode mode_;
  bool began_ = false;
  bool abandoned_ = false;
  bool logged_ = false;
  bool waiting_stopped_ = false;
  std::string content_type_;
  std::string pieces_;
  std::optional<InvocationOutcome> outcome_;
  std::optional<environment::Throttled> throttled_;
  std::optional<Error> error_;
  std::string log_tail_;
  system::Wakeup changed_;  // for the client
  system::Wakeup taken_;    // for the function
};

}  // namespace lambdalocal

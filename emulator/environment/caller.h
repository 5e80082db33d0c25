// Who waits for an invocation's answer: an HTTP exchange, an asynchronous event, nobody. Called on the loop while the
// invocation runs; must not block.
#pragma once

#include <utility>
//
#include <boost/asio/awaitable.hpp>
#include <string_view>

#include "core/invocation/result.h"

namespace lambdalocal::environment {

class Caller {
 public:
  virtual ~Caller() = default;

  // The answer is known, the runtime has not heard yet that its own call was accepted. Duration and memory are not
  // known by then. After stream_began(): the end of the stream; the payload is empty but for an error's.
  virtual void answered(const InvocationOutcome& outcome) = 0;

  // Whether a streamed response is wanted as it comes; else it is gathered into the outcome's payload.
  virtual bool streams() const { return false; }
  virtual void stream_began(std::string_view /*content_type*/) {}
  // The next piece is read from the runtime when this is done: a slow caller slows the function down.
  virtual boost::asio::awaitable<void> stream_piece(std::string_view /*piece*/) { co_return; }
};

}  // namespace lambdalocal::environment

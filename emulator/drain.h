// The orderly end of a run, after the first Ctrl-C. One rule for every door: what has arrived is answered, what still arrives
// gets the service's own 503 and the end of its connection, no asynchronous event is accepted any more, what runs ends. It is
// over with the longest running invocation, or at the time limit, which ends what still runs then.
#pragma once

#include <utility>
//
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <vector>

#include "emulator/functions/registry.h"
#include "emulator/invocation/asynchronous.h"
#include "emulator/system/http/server.h"

namespace lambdalocal {

// All must live until the end.
struct Draining {
  std::vector<system::HttpServer*> doors;
  EventQueue& events;  // what is left of them is left(), then
  Registry& registry;
  std::chrono::milliseconds limit;
};

// Begins with the call; returns when all environments have ended and the doors are closed.
boost::asio::awaitable<void> drain(Draining what);

}  // namespace lambdalocal

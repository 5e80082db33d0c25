// Runs the event loop of a command.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>

namespace lambdalocal {

// Until it is stopped. Being woken takes longer than a short invocation does: so for a moment after each event
// (a tenth of a millisecond at most, less where events follow each other faster) the next one is looked for instead of slept
// for, where the processors can run the functions meanwhile.
// `running`: how many invocations there are.
void run_event_loop(boost::asio::io_context& loop, const std::function<int()>& running);

}  // namespace lambdalocal

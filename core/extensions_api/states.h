// The states of an extension as the Extensions API sees them, and which may follow which. The names appear word for word in
// the API's refusals and in the log, so they are AWS's.
#pragma once

#include <string>
#include <string_view>

namespace lambdalocal::extensions_api {

enum class State {
  Started,      // the process runs, or is being started
  LaunchError,  // it could not be started: terminal, as the other errors
  Registered,
  Ready,    // it waits in `next`
  Running,  // it has an event
  InitError,
  ExitError,
};

std::string_view state_name(State state);

// Whether the table of the API lets `from` be followed by `to`. A repeated error report is taken, and changes nothing.
bool may_follow(State from, State to);

// The text of the 403 for a step the table does not hold; `who` is the extension's identifier, or its name at registration.
std::string refused_transition_message(State from, State to, std::string_view who);

}  // namespace lambdalocal::extensions_api

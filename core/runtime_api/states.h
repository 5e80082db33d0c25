// The states of a runtime as the Runtime API sees them, and which may follow which. The names appear word for word in
// the API's refusals ("State transition from Ready to InitError failed for runtime. ..."), so they are AWS's.
#pragma once

#include <string>
#include <string_view>

namespace lambdalocal::runtime_api {

enum class State {
  Started,                   // the process runs; init
  InitError,                 // it posted init/error: terminal
  RestoreReady,              // SnapStart: it waits in restore/next for the restore of its snapshot
  Restoring,                 // it runs its hooks after the restore
  RuntimeRestoreErrorState,  // one of them has failed: terminal
  Ready,                     // it waits in `next`
  Running,                   // it has an event
  InvocationResponse,        // it is posting the response
  InvocationErrorResponse,   // it is posting an error
  RuntimeResponseSentState,  // the answer is in; its `next` is awaited
};

std::string_view state_name(State state);

// Whether the table of the API lets `from` be followed by `to`.
bool may_follow(State from, State to);

// The text of the 403 for a step the table does not hold.
std::string refused_transition_message(State from, State to);

}  // namespace lambdalocal::runtime_api

#include "core/runtime_api/states.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace lambdalocal::runtime_api {
namespace {

using enum State;

// Every allowed step. A runtime that asks for `next` again while Running gets the same event again: no step.
constexpr std::pair<State, State> kTransitions[] = {
    {Started, Ready},
    {Started, InitError},
    {Started, RestoreReady},
    {RestoreReady, Restoring},
    {Restoring, Ready},
    {Restoring, InitError},
    {Restoring, RuntimeRestoreErrorState},
    {Ready, Running},
    {Running, InvocationResponse},
    {Running, InvocationErrorResponse},
    {InvocationResponse, Running},  // the connection broke while the response was read: the runtime may post it again
    {InvocationErrorResponse, Running},
    {InvocationResponse, RuntimeResponseSentState},
    {InvocationErrorResponse, RuntimeResponseSentState},
    {RuntimeResponseSentState, Ready},
};

}  // namespace

std::string_view state_name(State state) {
  switch (state) {
    case Started: return "Started";
    case InitError: return "InitError";
    case RestoreReady: return "RestoreReady";
    case Restoring: return "Restoring";
    case RuntimeRestoreErrorState: return "RuntimeRestoreErrorState";
    case Ready: return "Ready";
    case Running: return "Running";
    case InvocationResponse: return "InvocationResponse";
    case InvocationErrorResponse: return "InvocationErrorResponse";
    case RuntimeResponseSentState: return "RuntimeResponseSentState";
  }
  return "";
}

bool may_follow(State from, State to) {
  return std::ranges::find(kTransitions, std::pair(from, to)) != std::end(kTransitions);
}

std::string refused_transition_message(State from, State to) {
  return "State transition from " + std::string(state_name(from)) + " to " + std::string(state_name(to)) +
         " failed for runtime. Error: State transition is not allowed";
}

}  // namespace lambdalocal::runtime_api

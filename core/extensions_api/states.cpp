#include "core/extensions_api/states.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace lambdalocal::extensions_api {
namespace {

using enum State;

// Every allowed step.
constexpr std::pair<State, State> kTransitions[] = {
    {Started, Registered},   {Started, LaunchError}, {Registered, Ready},    {Registered, InitError},
    {Registered, ExitError}, {Ready, Running},       {Ready, ExitError},     {Running, Ready},
    {Running, ExitError},    {InitError, InitError}, {ExitError, ExitError},
};

}  // namespace

std::string_view state_name(State state) {
  switch (state) {
    case Started: return "Started";
    case LaunchError: return "LaunchError";
    case Registered: return "Registered";
    case Ready: return "Ready";
    case Running: return "Running";
    case InitError: return "InitError";
    case ExitError: return "ExitError";
  }
  return "";
}

bool may_follow(State from, State to) {
  return std::ranges::find(kTransitions, std::pair(from, to)) != std::end(kTransitions);
}

std::string refused_transition_message(State from, State to, std::string_view who) {
  return fmt::format("State transition from {} to {} failed for extension {}. Error: State transition is not allowed",
                     state_name(from), state_name(to), who);
}

}  // namespace lambdalocal::extensions_api

// Asynchronous invocations: when an event is tried again, and when it is given up. Ages and delays are Lambda's own; whoever
// shortens a delay counts it in full.
// Source: docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
#pragma once

#include <chrono>
#include <variant>

#include "core/function/event_invoke_config.h"

namespace lambdalocal {

// The condition of the record that AWS sends to a destination for failures.
enum class GivenUp { RetriesExhausted, EventAgeExceeded };

// After the `errors`-th function error of an event that is `age` old: how long until the next try.
std::variant<std::chrono::seconds, GivenUp> after_function_error(int errors, std::chrono::milliseconds age,
                                                                 const EventInvokeConfig& limits);

// After the `refusals`-th time in a row that Lambda could not run it, throttled or for a fault of its own: from one second up
// to five minutes. Such tries are not counted, and end with the event's age alone.
std::chrono::seconds after_refusal(int refusals);

}  // namespace lambdalocal

// What the Extensions API hands out: the events of a function's life, and who the function is.
// Source: docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/function/function.h"
#include "core/invocation/invocation.h"

namespace lambdalocal::extensions_api {

using EventTime = std::chrono::system_clock::time_point;

// Why an environment's processes are ended.
enum class ShutdownReason {
  Spindown,  // for good: it is not needed any more
  Timeout,   // the next invocation starts them anew
  Failure,   // the same
};

// "spindown", "timeout", "failure".
std::string_view name_of(ShutdownReason reason);

// {"eventType":"INVOKE","deadlineMs":...,"requestId":...,"invokedFunctionArn":...,"tracing":{...}}
std::string invoke_event(const Invocation& invocation, EventTime deadline);

// {"eventType":"SHUTDOWN","deadlineMs":...,"shutdownReason":...}
std::string shutdown_event(ShutdownReason reason, EventTime deadline);

enum class AccountId { Hidden, Told };

// The answer to a registration: {"functionName":...,"functionVersion":...,"handler":...[,"accountId":...]}.
std::string registered_answer(const Function& function, AccountId account_id);

}  // namespace lambdalocal::extensions_api

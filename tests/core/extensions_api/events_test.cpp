#include "core/extensions_api/events.h"

#include "core/extensions_api/states.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::extensions_api;

namespace {

const EventTime kDeadline{std::chrono::milliseconds(1542409706888)};

}  // namespace

TEST_CASE("an INVOKE event tells of the invocation; tracing only where there is some") {
  Invocation invocation;
  invocation.request_id = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";
  invocation.function_arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
  const std::string start =
      R"({"eventType":"INVOKE","deadlineMs":1542409706888,"requestId":"8476a536-e9f4-11e8-9739-2dfe598c3fcd",)"
      R"("invokedFunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:f")";
  CHECK(invoke_event(invocation, kDeadline) == start + "}");
  invocation.trace_header = "Root=1-2-3;Parent=4;Sampled=0";
  CHECK(invoke_event(invocation, kDeadline) ==
        start + R"(,"tracing":{"type":"X-Amzn-Trace-Id","value":"Root=1-2-3;Parent=4;Sampled=0"}})");
}

TEST_CASE("a SHUTDOWN event tells the reason and until when there is time") {
  CHECK(shutdown_event(ShutdownReason::Spindown, kDeadline) ==
        R"({"eventType":"SHUTDOWN","deadlineMs":1542409706888,"shutdownReason":"spindown"})");
  CHECK(name_of(ShutdownReason::Timeout) == "timeout");
  CHECK(name_of(ShutdownReason::Failure) == "failure");
}

TEST_CASE("who registers is told the function, and the account only on request") {
  Function function;
  function.name = "f";
  function.handler = "app.handler";
  const std::string start = R"({"functionName":"f","functionVersion":"$LATEST","handler":"app.handler")";
  CHECK(registered_answer(function, AccountId::Hidden) == start + "}");
  CHECK(registered_answer(function, AccountId::Told) == start + R"(,"accountId":"123456789012"})");
}

TEST_CASE("an extension goes from Started over Registered to Ready and Running, and reports one error") {
  using enum State;
  const std::vector<State> all = {Started, LaunchError, Registered, Ready, Running, InitError, ExitError};
  std::string steps;
  for (const State from : all) {
    for (const State to : all) {
      if (may_follow(from, to)) steps.append(state_name(from)).append(">").append(state_name(to)).append(" ");
    }
  }
  CHECK(
      steps ==
      "Started>LaunchError Started>Registered Registered>Ready Registered>InitError Registered>ExitError Ready>Running "
      "Ready>ExitError Running>Ready Running>ExitError InitError>InitError ExitError>ExitError ");
  CHECK(refused_transition_message(Ready, Ready, "x") ==
        "State transition from Ready to Ready failed for extension x. Error: State transition is not allowed");
}

// The one front desk: whoever has an event for a function (a command, the Lambda API, a gateway, an event source) comes
// here. Has the function made ready, gives the invocation its identifiers, runs it in an execution environment of the
// function's pool, and tells how it ended. Nothing else runs a function.
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>

#include "core/invocation/result.h"
#include "emulator/environment/caller.h"
#include "emulator/invocation/call.h"
#include "emulator/invocation/request.h"
#include "emulator/system/randomness.h"
#include "emulator/system/runners.h"

namespace lambdalocal {

class RegisteredFunction;

class Invoker {
 public:
  // Called with every function error, when its invocation is over.
  using FunctionFailed = std::function<void(const Function& function, const InvocationOutcome& outcome)>;

  // `randomness` must outlive it, and it what it runs.
  Invoker(boost::asio::any_io_executor executor, system::Randomness& randomness, FunctionFailed failed = {});

  // Runs one invocation to its end: its log lines are written. The caller, if there is one, is answered as soon as the
  // answer is known; who is throttled, or met an Error, is not answered through it. An exception of ours, as for want of
  // memory, is an Error.
  boost::asio::awaitable<InvocationResult> invoke(std::shared_ptr<RegisteredFunction> function, InvokeRequest request,
                                                  std::shared_ptr<environment::Caller> caller = {});

  // Begins an invocation at once, for who waits for parts of its answer. It goes on when nobody waits any more.
  std::shared_ptr<Call> start(std::shared_ptr<RegisteredFunction> function, InvokeRequest request, Call::Mode mode);

 private:
  boost::asio::awaitable<InvocationResult> run(std::shared_ptr<RegisteredFunction> function, InvokeRequest request,
                                               std::shared_ptr<environment::Caller> caller);
  boost::asio::awaitable<void> run_call(std::shared_ptr<Call> call, std::shared_ptr<RegisteredFunction> function,
                                        InvokeRequest request);

  system::Randomness& randomness_;
  const FunctionFailed failed_;  // may be empty
  system::Runners runners_;      // of calls
};

}  // namespace lambdalocal

#include "emulator/invocation/invoker.h"

#include <exception>
#include <string>

#include "emulator/functions/registry.h"

namespace asio = boost::asio;

namespace lambdalocal {

Invoker::Invoker(asio::any_io_executor executor, system::Randomness& randomness, FunctionFailed failed)
    : randomness_(randomness), failed_(std::move(failed)), runners_(std::move(executor)) {}

asio::awaitable<InvocationResult> Invoker::invoke(std::shared_ptr<RegisteredFunction> function, InvokeRequest request,
                                                  std::shared_ptr<environment::Caller> caller) {
  try {
    co_return co_await run(std::move(function), std::move(request), std::move(caller));
  } catch (const std::exception& failed) {  // of the allocator, or of a library on its behalf
    co_return Error{ErrorKind::System, std::string("the invocation met a fault of lambdalocal: ") + failed.what()};
  }
}

asio::awaitable<InvocationResult> Invoker::run(std::shared_ptr<RegisteredFunction> function, InvokeRequest request,
                                               std::shared_ptr<environment::Caller> caller) {
  auto pool = function->ready_pool();
  if (!pool) {
    CO_TRY(ready, co_await function->make_ready());
    pool = std::move(ready);
  }
  caller = function->running(std::move(caller));
  Invocation invocation = invocation_of(std::move(request), pool->function().function, randomness_);
  auto result = co_await pool->invoke(std::move(invocation), std::move(caller));
  const auto* outcome = outcome_of(result);
  if (failed_ && outcome != nullptr && outcome->status == InvocationStatus::FunctionError) {
    failed_(pool->function().function, *outcome);
  }
  co_return result;
}

std::shared_ptr<Call> Invoker::start(std::shared_ptr<RegisteredFunction> function, InvokeRequest request,
                                     Call::Mode mode) {
  auto call = std::make_shared<Call>(mode);
  runners_.run(run_call(call, std::move(function), std::move(request)));
  return call;
}

asio::awaitable<void> Invoker::run_call(std::shared_ptr<Call> call, std::shared_ptr<RegisteredFunction> function,
                                        InvokeRequest request) {
  call->ended(co_await invoke(std::move(function), std::move(request), call));
}

}  // namespace lambdalocal

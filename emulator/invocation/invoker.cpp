#include "emulator/invocation/invoker.h"

#include <exception>
#include <string>

#include "emulator/functions/registry.h"

namespace asio = boost::asio;

namespace lambdalocal {

Invoker::Invoker(asio::any_io_executor executor, system::Randomness& randomness)
    : randomness_(randomness), runners_(std::move(executor)) {}

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
  Invocation invocation = invocation_of(std::move(request), pool->function().function, randomness_);
  co_return co_await pool->invoke(std::move(invocation), std::move(caller));
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

// What `invoke` runs its one function with: an execution environment, one invocation after the other.
#pragma once

#include <utility>  // before Asio: Boost 1.74 uses std::exchange without it

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>

#include "core/invocation/result.h"
#include "core/result.h"
#include "emulator/functions/prepared_function.h"
#include "emulator/invocation/request.h"
#include "emulator/logs/log_sink.h"

namespace lambdalocal {

namespace system {
class Warden;
}

// What an invocation gave, with its id (for the record of `invoke --json`).
struct InvokeAnswer {
  std::string request_id;
  InvocationOutcome outcome;
};

// One execution environment after another for one function, one invocation at a time; the environment is kept warm
// between invocations and replaced as Lambda replaces it. Must be used on the executor's thread and outlive its
// awaitables.
class SingleInvoker {
 public:
  SingleInvoker(boost::asio::any_io_executor executor, system::Warden& warden, PreparedFunction function,
                logs::LogSink& log);
  ~SingleInvoker();
  SingleInvoker(const SingleInvoker&) = delete;
  SingleInvoker& operator=(const SingleInvoker&) = delete;

  boost::asio::awaitable<Result<InvokeAnswer>> invoke(InvokeRequest request);

  // Ends the environment; the next invocation starts a new one (--cold).
  boost::asio::awaitable<void> shut_down();

  // Has the environment's processes killed, waits for nothing: for a loop that is about to stop.
  void kill();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lambdalocal

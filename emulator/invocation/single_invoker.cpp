#include "emulator/invocation/single_invoker.h"

#include <chrono>
#include <utility>

#include "core/invocation/identifiers.h"
#include "emulator/environment/execution_environment.h"
#include "emulator/system/randomness.h"

namespace asio = boost::asio;

namespace lambdalocal {

class SingleInvoker::Impl {
 public:
  Impl(asio::any_io_executor executor, system::Warden& warden, PreparedFunction function, logs::LogSink& log)
      : executor_(std::move(executor)),
        warden_(warden),
        function_(std::make_shared<const PreparedFunction>(std::move(function))),
        log_(log) {}

  asio::awaitable<Result<InvokeAnswer>> invoke(InvokeRequest request) {
    if (!environment_) {
      const auto time = std::chrono::system_clock::now();
      CO_TRY(environment, environment::ExecutionEnvironment::create(
                              {executor_, warden_, function_, log_,
                               log_stream_name(randomness_.bytes<16>(), time, function_->function.version)}));
      environment_ = std::move(environment);
    }
    Invocation invocation = invocation_of(std::move(request), function_->function, randomness_);
    InvokeAnswer answer{invocation.request_id, {}};
    CO_TRY(outcome, co_await environment_->invoke(std::move(invocation)));
    answer.outcome = std::move(outcome);
    co_return answer;
  }

  asio::awaitable<void> shut_down() {
    if (!environment_) co_return;
    const auto ending = std::exchange(environment_, nullptr);
    co_await ending->shut_down(environment::ShutdownReason::Spindown,
                               environment::ExecutionEnvironment::shutdown_deadline());
  }

  void kill() {
    if (environment_) environment_->kill();
  }

 private:
  asio::any_io_executor executor_;
  system::Warden& warden_;
  std::shared_ptr<const PreparedFunction> function_;
  logs::LogSink& log_;
  system::Randomness randomness_;
  std::shared_ptr<environment::ExecutionEnvironment> environment_;
};

SingleInvoker::SingleInvoker(asio::any_io_executor executor, system::Warden& warden, PreparedFunction function,
                             logs::LogSink& log)
    : impl_(std::make_unique<Impl>(std::move(executor), warden, std::move(function), log)) {}

SingleInvoker::~SingleInvoker() = default;

asio::awaitable<Result<InvokeAnswer>> SingleInvoker::invoke(InvokeRequest request) {
  return impl_->invoke(std::move(request));
}

asio::awaitable<void> SingleInvoker::shut_down() { return impl_->shut_down(); }

void SingleInvoker::kill() { impl_->kill(); }

}  // namespace lambdalocal

#include "emulator/invocation/call.h"

#include "core/function/limits.h"
#include "core/invocation/function_error.h"
#include "emulator/functions/registry.h"

namespace asio = boost::asio;

namespace lambdalocal {
namespace {

// What a function may be ahead of its client.
constexpr std::size_t kAhead = 64 * 1024;

}  // namespace

std::shared_ptr<Call> Call::start(const std::shared_ptr<ServedFunction>& function, InvokeRequest request, Mode mode) {
  std::shared_ptr<Call> call(new Call(mode));
  function->runners().run(run(call, function, std::move(request)));
  return call;
}

asio::awaitable<void> Call::run(std::shared_ptr<Call> call, std::shared_ptr<ServedFunction> function,
                                InvokeRequest request) {
  auto ended = co_await function->invoke(std::move(request), call);
  call->logged_ = true;
  if (!ended) {
    call->error_ = std::move(ended).error();
  } else if (auto* throttled = std::get_if<environment::Throttled>(&*ended)) {
    call->throttled_ = std::move(*throttled);
  } else {
    call->log_tail_ = std::move(std::get<environment::PoolInvocation>(*ended).log_tail);
  }
  call->changed_.notify();
}

asio::awaitable<void> Call::until_answered() {
  while (!began_ && !over() && !waiting_stopped_) co_await changed_.wait();
}

asio::awaitable<void> Call::until_more() {
  while (pieces_.empty() && !over() && !waiting_stopped_) co_await changed_.wait();
}

asio::awaitable<void> Call::until_logged() {
  while (!logged_ && !waiting_stopped_) co_await changed_.wait();
}

void Call::stop_waiting() {
  waiting_stopped_ = true;
  changed_.notify();
}

std::string Call::take() {
  std::string pieces = std::exchange(pieces_, {});
  taken_.notify();
  return pieces;
}

void Call::abandon() {
  abandoned_ = true;
  pieces_.clear();
  taken_.notify();
}

void Call::answered(const InvocationOutcome& outcome) {
  outcome_ = outcome;
  const bool gathered = mode_ == Mode::Buffered && outcome.status == InvocationStatus::Success;
  if (gathered && outcome.payload.size() > limits::kResponseBytes) {
    outcome_->status = InvocationStatus::FunctionError;
    outcome_->error_type = error_type::kResponseTooLarge;
    outcome_->payload = response_too_large_error();
  }
  changed_.notify();
}

void Call::stream_began(std::string_view content_type) {
  began_ = true;
  content_type_ = content_type;
  changed_.notify();
}

asio::awaitable<void> Call::stream_piece(std::string_view piece) {
  if (abandoned_) co_return;
  pieces_ += piece;
  changed_.notify();
  while (pieces_.size() >= kAhead && !abandoned_ && !over()) co_await taken_.wait();
}

}  // namespace lambdalocal

// What an execution environment notes when its runtime calls the Runtime API.
#include "core/invocation/function_error.h"
#include "emulator/environment/execution_environment.h"

namespace lambdalocal::environment {

void ExecutionEnvironment::runtime_ready() {
  ready_ = true;
  ready_at_ = std::chrono::steady_clock::now();
  extensions_->close_registration();
  changed_.notify();
}

void ExecutionEnvironment::restore_ready() {
  restore_ready_ = true;
  extensions_->close_registration();
  changed_.notify();
}

void ExecutionEnvironment::init_failed(runtime_api::Posted error) {
  init_error_ = std::move(error);
  changed_.notify();
}

void ExecutionEnvironment::answer(InvocationOutcome outcome) {
  answer_ = std::move(outcome);
  answered_at_ = std::chrono::steady_clock::now();
  changed_.notify();
}

void ExecutionEnvironment::response_began() { response_began_at_ = std::chrono::steady_clock::now(); }

void ExecutionEnvironment::responded(runtime_api::Posted response) {
  InvocationOutcome outcome;
  produced_bytes_ += response.payload.size();
  outcome.payload = streamed_.empty() ? std::move(response.payload) : std::move(streamed_);
  outcome.content_type = std::move(response.content_type);
  answer(std::move(outcome));
}

void ExecutionEnvironment::failed(runtime_api::Posted error) {
  InvocationOutcome outcome;
  outcome.status = InvocationStatus::FunctionError;
  outcome.payload = std::move(error.payload);
  outcome.content_type = std::move(error.content_type);
  outcome.error_type = std::move(error.error_type);
  answer(std::move(outcome));
}

void ExecutionEnvironment::response_too_large() {
  InvocationOutcome outcome;
  outcome.status = InvocationStatus::FunctionError;
  outcome.error_type = error_type::kResponseTooLarge;
  outcome.payload = response_too_large_error();
  outcome.content_type = "application/json";
  answer(std::move(outcome));
}

void ExecutionEnvironment::invalid_response_mode() {
  InvocationOutcome outcome;
  outcome.status = InvocationStatus::FunctionError;
  outcome.error_type = error_type::kInvalidResponseMode;
  answered_fatally_ = true;
  answer(std::move(outcome));
}

void ExecutionEnvironment::stream_began(std::string_view content_type) {
  streamed_.clear();
  if (stream_) stream_->stream_began(content_type);
}

boost::asio::awaitable<void> ExecutionEnvironment::stream_piece(std::string_view piece) {
  produced_bytes_ += piece.size();
  const auto caller = stream_;  // it may be let go of while the piece is taken
  if (caller) {
    co_await caller->stream_piece(piece);
  } else {
    streamed_ += piece;
  }
}

}  // namespace lambdalocal::environment

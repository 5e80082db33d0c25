#include "emulator/invocation/call.h"

#include <utility>

#include "core/function/limits.h"
#include "core/invocation/function_error.h"

namespace asio = boost::asio;

namespace lambdalocal {
namespace {

// What a function may be ahead of its client.
constexpr std::size_t kAhead = 64 * 1024;

}  // namespace

void Call::ended(InvocationResult result) {
  logged_ = true;
  if (auto* outcome = std::get_if<InvocationOutcome>(&result)) log_tail_ = std::move(outcome->log_tail);
  if (!over()) result_ = std::move(result);  // else it was answered
  changed_.notify();
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
  InvocationOutcome known = outcome;
  const bool gathered = mode_ == Mode::Buffered && outcome.status == InvocationStatus::Success;
  if (gathered && outcome.payload.size() > limits::kResponseBytes) {
    known.status = InvocationStatus::FunctionError;
    known.error_type = error_type::kResponseTooLarge;
    known.payload = response_too_large_error();
  }
  result_ = std::move(known);
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

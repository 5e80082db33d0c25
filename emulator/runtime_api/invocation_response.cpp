// POST /runtime/invocation/{id}/response: the function's result, buffered or streamed.
#include "core/function/limits.h"
#include "core/invocation/function_error.h"
#include "core/runtime_api/contract.h"
#include "core/text/base64.h"
#include "emulator/runtime_api/answers.h"
#include "emulator/runtime_api/request_path.h"
#include "emulator/runtime_api/server.h"

namespace asio = boost::asio;

namespace lambdalocal::runtime_api {

asio::awaitable<void> Server::serve_response(system::HttpExchange& exchange) {
  const auto self = shared_from_this();
  if (!is_current(exchange, request_id_in(exchange.target()))) co_return;
  if (!step(exchange, State::InvocationResponse)) co_return;
  observer_.response_began();
  const unsigned generation = generation_;
  const auto mode = exchange.header(kResponseModeHeader);
  std::string content_type(exchange.header("Content-Type").value_or("application/octet-stream"));
  // AWS's Go client streams without naming the mode: its content type tells.
  if (mode == kStreamingMode || (!mode && content_type.starts_with(kIntegrationContentType))) {
    co_await read_streamed_response(exchange, std::move(content_type));
    co_return;
  }
  if (mode) {
    refuse(exchange, 400, kInvalidResponseMode, "Invalid function response mode");
    observer_.invalid_response_mode();
    co_return;
  }
  Posted response{{}, std::move(content_type), {}};
  const auto end = co_await exchange.read_body(response.payload, limits::kResponseBytes);
  if (generation != generation_) co_return;
  if (end == system::HttpExchange::BodyEnd::Truncated) {
    state_ = State::Running;
    co_return refuse(exchange, 400, kTruncatedHttpRequest, "HTTP request detected as truncated");
  }
  state_ = State::RuntimeResponseSentState;
  if (end == system::HttpExchange::BodyEnd::TooLarge) {
    observer_.response_too_large();
    refuse(exchange, 413, kRequestEntityTooLarge,
           "Exceeded maximum allowed payload size (" + std::to_string(limits::kResponseBytes) + " bytes).");
    co_return;
  }
  // A buffered response may end with the error trailers too: some clients declare them on every response.
  if (const auto error_type = exchange.header(kErrorTypeHeader); error_type && exchange.header(kErrorBodyTrailer)) {
    response.error_type = normalized_error_type(*error_type);
    response.payload = base64_decode(*exchange.header(kErrorBodyTrailer)).value_or(response.payload);
    observer_.failed(std::move(response));
  } else {
    observer_.responded(std::move(response));
  }
  accept(exchange);
}

asio::awaitable<void> Server::read_streamed_response(system::HttpExchange& exchange, std::string content_type) {
  const unsigned generation = generation_;
  observer_.stream_began(content_type);
  std::size_t size = 0;
  for (;;) {
    const auto piece = co_await exchange.read_some();
    if (!piece) break;
    if (generation != generation_) co_return;
    size += piece->size();
    if (size <= limits::kStreamedResponseBytes) co_await observer_.stream_piece(*piece);
  }
  if (generation != generation_) co_return;
  state_ = State::RuntimeResponseSentState;
  Posted end{{}, std::move(content_type), {}};
  if (exchange.truncated()) {
    end.error_type = error_type::kTruncatedResponse;
    observer_.failed(std::move(end));
    co_return;
  }
  if (size > limits::kStreamedResponseBytes) {
    observer_.response_too_large();
  } else if (const auto error_type = exchange.header(kErrorTypeHeader)) {
    end.error_type = normalized_error_type(*error_type);
    end.payload = base64_decode(exchange.header(kErrorBodyTrailer).value_or("")).value_or("");
    observer_.failed(std::move(end));
  } else {
    observer_.responded(std::move(end));
  }
  accept(exchange);
}

}  // namespace lambdalocal::runtime_api

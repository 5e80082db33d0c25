// POST /runtime/invocation/{id}/error, /runtime/init/error and /runtime/restore/error: the runtime reports that the function failed. Any
// body is taken; it becomes the payload of the answer as it is.
#include <nlohmann/json.hpp>

#include "core/function/limits.h"
#include "core/invocation/function_error.h"
#include "core/runtime_api/contract.h"
#include "emulator/runtime_api/answers.h"
#include "emulator/runtime_api/request_path.h"
#include "emulator/runtime_api/server.h"

namespace asio = boost::asio;

namespace lambdalocal::runtime_api {
namespace {

// A body with an error cause for X-Ray is reduced to what the caller is told.
void drop_error_cause(Posted& error) {
  const auto body = nlohmann::ordered_json::parse(error.payload, nullptr, false);
  if (!body.is_object()) {
    error.payload = "Invalid error body";
    error.content_type = "application/octet-stream";
    return;
  }
  nlohmann::ordered_json reduced = nlohmann::ordered_json::object();
  for (const char* key : {"errorMessage", "errorType", "stackTrace"}) {
    if (body.contains(key)) reduced[key] = body[key];
  }
  error.payload = reduced.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  error.content_type = kJsonContentType;
}

}  // namespace

asio::awaitable<std::optional<Posted>> Server::read_error(system::HttpExchange& exchange) {
  Posted error{{},
               std::string(exchange.header("Content-Type").value_or("application/octet-stream")),
               normalized_error_type(exchange.header(kErrorTypeHeader).value_or(""))};
  const auto end = co_await exchange.read_body(error.payload, limits::kResponseBytes);
  if (end == system::HttpExchange::BodyEnd::Truncated) co_return std::nullopt;
  if (end == system::HttpExchange::BodyEnd::TooLarge) error.payload.clear();
  if (error.content_type == kErrorCauseContentType) drop_error_cause(error);
  co_return error;
}

asio::awaitable<void> Server::serve_error(system::HttpExchange& exchange) {
  const auto self = shared_from_this();
  if (!is_current(exchange, request_id_in(exchange.target()))) co_return;
  if (!step(exchange, State::InvocationErrorResponse)) co_return;
  const unsigned generation = generation_;
  auto error = co_await read_error(exchange);
  if (generation != generation_) co_return;
  if (!error) {
    state_ = State::Running;
    co_return refuse(exchange, 400, kTruncatedHttpRequest, "HTTP request detected as truncated");
  }
  state_ = State::RuntimeResponseSentState;
  observer_.failed(std::move(*error));
  accept(exchange);
}

asio::awaitable<void> Server::serve_init_error(system::HttpExchange& exchange, State to) {
  const auto self = shared_from_this();
  if (!step(exchange, to)) co_return;
  const unsigned generation = generation_;
  auto error = co_await read_error(exchange);
  if (generation != generation_ || !error) co_return;
  observer_.init_failed(std::move(*error));
  accept(exchange);
}

}  // namespace lambdalocal::runtime_api

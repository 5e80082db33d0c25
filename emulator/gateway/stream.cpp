// The streamed answers of Function URLs (RESPONSE_STREAM) and REST APIs (STREAM).
#include <fmt/format.h>

#include "core/gateway/stream_prelude.h"
#include "emulator/gateway/answer.h"
#include "emulator/gateway/conversation.h"

namespace asio = boost::asio;

namespace lambdalocal::gateway {
namespace {

bool succeeded(const Call& call) { return call.outcome() && call.outcome()->status == InvocationStatus::Success; }

// A stream with status and headers in front. REST APIs take no other.
bool has_prelude(FrontEnd kind, const Call& call) {
  return kind == FrontEnd::RestApi || call.content_type().starts_with(kIntegrationResponse);
}

// The front end's refusal of a stream that is not as it must be.
Converted refused(FrontEnd kind, std::string fault) {
  Converted converted = {failure_response(kind, Failure::Malformed), std::move(fault)};
  if (kind == FrontEnd::RestApi) converted.response.status = 500;
  return converted;
}

}  // namespace

asio::awaitable<void> Conversation::stream(const RouteConfiguration& route, std::shared_ptr<Call> call) {
  if (!call->began()) co_return answer_unstreamed(route, *call);
  std::string bytes;
  const bool begun = co_await begin_stream(route, *call, bytes);
  if (!begun) co_return call->abandon();
  exchange_.on_peer_gone([weak = std::weak_ptr(call)] {
    const auto left = weak.lock();
    if (!left) return;
    left->abandon();
    left->stop_waiting();
  });
  for (;;) {
    const bool taken = co_await exchange_.write(bytes);
    if (!taken) co_return call->abandon();
    co_await call->until_more();
    bytes = call->take();
    if (bytes.empty()) break;
  }
  if (succeeded(*call)) co_return co_await exchange_.end();
  if (!exchange_.peer_gone())
    tell(200, fmt::format("cut short: {}", failure_of(*call, kind(), route.route.function).fault));
  call->abandon();
  exchange_.abort();
}

// Waits for the first bytes, or those of the whole prelude, and begins the answer. False: the answer is another.
asio::awaitable<bool> Conversation::begin_stream(const RouteConfiguration& route, Call& call,
                                                 std::string& first_bytes) {
  StreamPrelude prelude;
  const bool expected = has_prelude(kind(), call);
  for (;;) {
    co_await call.until_more();
    std::string bytes = call.take();
    if (bytes.empty() && !succeeded(call)) {
      Converted failure = failure_of(call, kind(), route.route.function);
      finish(std::move(failure.response), failure.fault);
      co_return false;
    }
    if (!expected) {
      HttpResponse response = plain_streamed_response(call.content_type());
      dress(response);
      exchange_.begin(response.status, header_lines(response.headers));
      first_bytes = std::move(bytes);
      co_return true;
    }
    if (!bytes.empty() && prelude.feed(bytes) == StreamPrelude::State::Reading) continue;
    if (bytes.empty() && prelude.fed() == 0 && kind() == FrontEnd::FunctionUrl) {
      // Metadata goes out before the first write. A function that ends without one has sent nothing of it.
      HttpResponse response = plain_streamed_response("");
      dress(response);
      exchange_.begin(response.status, header_lines(response.headers));
      co_return true;
    }
    Converted head =
        prelude.state() == StreamPrelude::State::Complete
            ? streamed_response(kind(), prelude.json())
            : refused(kind(), "the streamed response has no eight NUL bytes after its first 16 KB at most");
    if (!head.fault.empty()) {
      finish(std::move(head.response), fmt::format("function {}: {}", route.route.function, head.fault));
      co_return false;
    }
    dress(head.response);
    exchange_.begin(head.response.status, header_lines(head.response.headers));
    first_bytes = prelude.take_body();
    co_return true;
  }
}

// The function does not stream, or failed before it did. A Function URL hands on what it returned as it is, as the body;
// to a REST API it is a stream without prelude.
void Conversation::answer_unstreamed(const RouteConfiguration& route, const Call& call) {
  if (!succeeded(call)) {
    Converted failure = failure_of(call, kind(), route.route.function);
    return finish(std::move(failure.response), failure.fault);
  }
  if (kind() == FrontEnd::RestApi) {
    Converted answer = refused(kind(), "the response is not streamed, as the route's response transfer mode wants it");
    return finish(std::move(answer.response), fmt::format("function {}: {}", route.route.function, answer.fault));
  }
  const InvocationOutcome& outcome = *call.outcome();
  HttpResponse response =
      plain_streamed_response(outcome.content_type.empty() ? "application/json" : outcome.content_type);
  response.body = outcome.payload;
  finish(std::move(response));
}

}  // namespace lambdalocal::gateway

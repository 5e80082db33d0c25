#include "core/gateway/stream_prelude.h"

#include <cassert>

#include "core/gateway/proxy_response.h"

namespace lambdalocal::gateway {
namespace {

constexpr std::string_view kDelimiter("\0\0\0\0\0\0\0\0", kPreludeDelimiterBytes);
constexpr std::string_view kDefaultType = "application/octet-stream";

}  // namespace

StreamPrelude::State StreamPrelude::feed(std::string_view bytes) {
  assert(state_ == State::Reading);
  // The delimiter may have started in what was fed before.
  const std::size_t from = json_.size() < kPreludeDelimiterBytes ? 0 : json_.size() - (kPreludeDelimiterBytes - 1);
  const std::size_t room = kMaxPreludeBytes + kPreludeDelimiterBytes - json_.size();
  const std::string_view piece = bytes.substr(0, room);
  json_ += piece;
  const std::size_t found = json_.find(kDelimiter, from);
  if (found == std::string::npos) {
    if (json_.size() >= kMaxPreludeBytes + kPreludeDelimiterBytes) state_ = State::TooLong;
    return state_;
  }
  body_ = json_.substr(found + kPreludeDelimiterBytes);
  body_ += bytes.substr(piece.size());
  json_.resize(found);
  state_ = State::Complete;
  return state_;
}

Converted streamed_response(FrontEnd front_end, std::string_view prelude_json) {
  const auto refused = [&](std::string fault) {
    HttpResponse response = failure_response(front_end, Failure::Malformed);
    if (front_end == FrontEnd::RestApi) response.status = 500;
    return Converted{std::move(response), std::move(fault)};
  };
  const auto value = JsonOutline::read(prelude_json);
  if (!value) return refused("the prelude of the streamed response is no JSON");
  ProxyResponseOptions options;
  options.multi_value_headers = front_end == FrontEnd::RestApi;
  options.cookies = true;
  auto read = read_proxy_response(*value, options);
  if (!read) {
    return {failure_response(front_end, Failure::Malformed),
            "the prelude of the streamed response: " + read.error().message};
  }
  drop_connection_headers(read->headers);
  add_default_header(read->headers, "Content-Type", kDefaultType);
  return {{read->status, std::move(read->headers), ""}, ""};
}

HttpResponse plain_streamed_response(std::string_view content_type) {
  return {200, {{"Content-Type", std::string(content_type.empty() ? kDefaultType : content_type)}}, ""};
}

}  // namespace lambdalocal::gateway

// A streamed HTTP response: a JSON prelude (statusCode, headers, cookies, for REST APIs multiValueHeaders), eight NUL
// bytes, then the body. So it is when the runtime's content type is kIntegrationResponse; any other stream is all body.
// Sources: docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html,
// docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "core/gateway/failures.h"
#include "core/gateway/http_request.h"
#include "core/gateway/responses.h"
#include "core/runtime_api/contract.h"

namespace lambdalocal::gateway {

constexpr std::string_view kIntegrationResponse = runtime_api::kIntegrationContentType;
constexpr std::size_t kPreludeDelimiterBytes = 8;
constexpr std::size_t kMaxPreludeBytes = 16 * 1024;  // documented for REST APIs

// Takes the stream as it comes, in pieces of any size, until the delimiter was seen.
class StreamPrelude {
 public:
  enum class State { Reading, Complete, TooLong };

  // Not to be called after Complete or TooLong.
  State feed(std::string_view bytes);

  State state() const { return state_; }
  std::size_t fed() const { return json_.size() + body_.size(); }
  std::string_view json() const { return json_; }               // when Complete: without the delimiter
  std::string take_body() { return std::exchange(body_, {}); }  // when Complete: what came after it so far

 private:
  State state_ = State::Reading;
  std::string json_;
  std::string body_;
};

// Status and headers of the response, without body, from the JSON of a prelude.
Converted streamed_response(FrontEnd front_end, std::string_view prelude_json);

// The same for a stream without prelude, of the runtime's content type.
HttpResponse plain_streamed_response(std::string_view content_type);

}  // namespace lambdalocal::gateway

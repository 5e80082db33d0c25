// Whatever a function returns, each front end makes an HTTP response of it that cannot be split: a status of three
// digits, headers without line breaks.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/gateway/responses.h"
#include "core/gateway/stream_prelude.h"

using namespace lambdalocal::gateway;

namespace {

void check(const Converted& converted) {
  if (converted.response.status < 100 || converted.response.status > 599) std::abort();
  for (const auto& [name, value] : converted.response.headers) {
    if (name.empty() || name.find_first_of(": \r\n") != std::string::npos) std::abort();
    if (value.find_first_of("\r\n") != std::string::npos || value.find('\0') != std::string::npos) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view payload(reinterpret_cast<const char*>(data), size);
  Api api;
  HttpRequest request;
  check(rest_api_response(payload, api, request));
  api.binary_media_types = {"*/*"};
  check(rest_api_response(payload, api, request));
  check(http_api_response_2_0(payload));
  check(http_api_response_1_0(payload));
  check(function_url_response(payload));
  check(alb_response(payload, false));
  check(alb_response(payload, true));

  StreamPrelude prelude;
  std::string_view rest = payload;
  for (std::size_t step = 1; !rest.empty() && prelude.state() == StreamPrelude::State::Reading; step += 7) {
    prelude.feed(rest.substr(0, step));
    rest.remove_prefix(std::min(step, rest.size()));
  }
  if (prelude.state() == StreamPrelude::State::Complete) {
    for (const FrontEnd front_end : {FrontEnd::FunctionUrl, FrontEnd::RestApi}) {
      check(streamed_response(front_end, prelude.json()));
    }
    if (prelude.json().size() + kPreludeDelimiterBytes + prelude.take_body().size() + rest.size() != size) std::abort();
  }
  return 0;
}

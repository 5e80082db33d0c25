// Whatever the bytes, reading frames of an event stream ends, takes no byte twice, and what was written is read back.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/lambda_api/event_stream.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lambdalocal::lambda_api;
  const std::string_view given(reinterpret_cast<const char*>(data), size);
  std::string_view left = given;
  while (!left.empty()) {
    const std::size_t before = left.size();
    const auto frame = take_event_frame(left);
    if (!frame || !frame->has_value()) break;
    if (left.size() >= before) std::abort();
  }
  std::string written;
  append_payload_chunk(written, given);
  append_invoke_complete(written, {std::string(given), std::string(given), std::string(given)});
  std::string_view rest = written;
  std::string read;
  while (!rest.empty()) {
    const auto frame = take_event_frame(rest);
    if (!frame || !frame->has_value()) std::abort();
    if ((*frame)->header(":event-type") == "PayloadChunk") read += (*frame)->payload;
  }
  if (read != given) std::abort();
  return 0;
}

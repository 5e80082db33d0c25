// Whatever a server answers our HTTP client, the parser ends, stays within its limits, and understands the same however the
// bytes are cut into pieces. Addresses are read from the same bytes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "emulator/system/http/response_parser.h"
#include "emulator/system/http/url.h"

namespace {

using lambdalocal::system::HttpResponseParser;

constexpr std::size_t kLimit = 4096;

struct Understood {
  bool refused = false, done = false;
  int status = 0;
  std::string body;
  bool operator==(const Understood&) const = default;
};

// The answer in pieces of `size` bytes, and then the end of the connection.
Understood understood(std::string_view bytes, std::size_t size) {
  HttpResponseParser parser(kLimit);
  std::string unread;
  Understood result;
  while (!result.refused && !parser.is_done()) {
    std::size_t taken = 0;
    const auto progress = parser.put(unread, taken);
    if (taken > unread.size()) std::abort();
    unread.erase(0, taken);
    result.refused = progress == HttpResponseParser::Progress::Refused;
    if (result.refused || parser.is_done()) break;
    if (progress == HttpResponseParser::Progress::More && !unread.empty()) continue;
    if (bytes.empty()) break;
    unread += bytes.substr(0, size);
    bytes.remove_prefix(std::min(size, bytes.size()));
  }
  result.done = !result.refused && parser.put_end();
  if (!result.done) return {result.refused, false, 0, ""};
  result.status = parser.status();
  result.body = parser.body();
  if (result.body.size() > kLimit) std::abort();
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Understood whole = understood(bytes, bytes.size() + 1);
  for (const std::size_t piece : {1, 3, 7}) {
    const Understood cut = understood(bytes, piece);
    if (whole.done && !(cut == whole)) std::abort();
  }
  if (const auto url = lambdalocal::system::parse_http_url(bytes)) {
    const std::string head = url->target + url->authority;
    if (head.find_first_of("\r\n ") != std::string::npos || !url->target.starts_with('/')) std::abort();
  }
  return 0;
}

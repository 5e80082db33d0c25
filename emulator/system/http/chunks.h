// What the parsers of requests and of responses know of chunks (RFC 9112, 7.1).
#pragma once

#include <cstddef>

namespace lambdalocal::system {

// The shortest there is between two chunks: "0\r\n\r\n". With less, Beast 1.74 asserts when it looks a second time.
inline constexpr std::size_t kShortestChunk = 5;

}  // namespace lambdalocal::system

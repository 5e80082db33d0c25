// The identifiers the platform makes: request ids, trace headers, names of log streams. Pure: randomness and time are
// passed in. Made for every warm invocation, so they are built without formatting machinery.
// Sources: RFC 9562 (UUID), docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace lambdalocal {

using IdentifierTime = std::chrono::system_clock::time_point;

// A UUID v4 in its usual lower-case text: 8-4-4-4-12 hex digits.
std::string uuid_v4(std::span<const std::uint8_t, 16> random);

// "Root=1-<8 hex of the time in seconds>-<24 hex>;Parent=<16 hex>;Sampled=0", as Lambda makes it for a caller that sent
// none. The first 12 random bytes are the root's, the last 8 the parent's.
std::string trace_header(std::span<const std::uint8_t, 20> random, IdentifierTime time);

// "YYYY/MM/DD/[$LATEST]<32 hex>", the date in UTC; `version` is the function's.
std::string log_stream_name(std::span<const std::uint8_t, 16> random, IdentifierTime time, std::string_view version);

}  // namespace lambdalocal

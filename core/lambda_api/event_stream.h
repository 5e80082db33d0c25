// The frames of application/vnd.amazon.eventstream, in which InvokeWithResponseStream answers: PayloadChunk for each
// piece the function wrote, then one InvokeComplete, with the error if there was one.
// Sources: docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html,
// smithy.io/2.0/aws/amazon-eventstream.html
//
// A frame, integers big-endian:
//   u32 total length | u32 headers length | u32 CRC-32 of the first 8 bytes | headers | payload | u32 CRC-32 of all before
// A header: u8 name length | name | u8 type, 7 for a string | u16 value length | value
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"

namespace lambdalocal::lambda_api {

constexpr std::string_view kEventStreamContentType = "application/vnd.amazon.eventstream";

// No frame is longer (the SDKs refuse 16 MiB and more), so longer chunks are cut into several frames.
constexpr std::size_t kMaxFramePayloadBytes = 1024 * 1024;

// What InvokeComplete says; all empty when the function ended well and no log was asked for.
struct InvokeComplete {
  std::string error_code;     // Function.ResponseSizeTooLarge, Runtime.TruncatedResponse, Unhandled...
  std::string error_details;  // the error as JSON text
  std::string log_result;     // base64 of the last 4 KB of the log
};

// The frames of PayloadChunk events for `bytes`, one after the other; nothing for no bytes.
void append_payload_chunk(std::string& out, std::string_view bytes);

void append_invoke_complete(std::string& out, const InvokeComplete& complete);

// A frame as a client reads it; only string headers occur here.
struct EventFrame {
  std::vector<std::pair<std::string, std::string>> headers;
  std::string payload;

  // The value of a header, empty when there is none.
  std::string_view header(std::string_view name) const;
};

// Takes the first frame off the front of `bytes`: none when it is not complete yet, an error when it is damaged.
Result<std::optional<EventFrame>> take_event_frame(std::string_view& bytes);

}  // namespace lambdalocal::lambda_api

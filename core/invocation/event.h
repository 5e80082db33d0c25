// The event of an invocation before anything runs: what Invoke would refuse is refused here, in AWS's words where AWS
// has some. A good event's bytes are handed to the runtime as they came; only a byte order mark is taken off, and
// nothing at all is `{}`. Source: docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
#pragma once

#include <string>
#include <string_view>

#include "core/json/check.h"
#include "core/result.h"

namespace lambdalocal {

// `text` without the UTF-8 byte order mark that editors of other systems put in front.
std::string_view without_byte_order_mark(std::string_view text);

// What is invoked with: `given` without byte order mark, or "{}" when nothing is left.
std::string_view event_bytes(std::string_view given);

// Whether `given` can be an event: at most limits::kRequestBytes, and JSON. `source_name` is where it comes from, for
// the error: a file name, "standard input", "--event".
Result<void> check_event(std::string_view given, std::string_view source_name);

// The message of RequestEntityTooLargeException (413).
std::string request_too_large_message();

// The message of InvalidRequestContentException (400), in the words of Jackson, which parses events on AWS.
std::string invalid_request_content_message(const JsonFault& fault, std::string_view text);

}  // namespace lambdalocal

// Base64 (RFC 4648 section 4, padded): bodies of events and responses, trailers of the Runtime API, client contexts, log
// tails.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lambdalocal {

std::string base64_encode(std::string_view bytes);
void append_base64(std::string& out, std::string_view bytes);

// None when the text is not base64.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace lambdalocal

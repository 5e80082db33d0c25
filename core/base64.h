// Base64 (RFC 4648, section 4, padded), as AWS puts bytes into headers and JSON: X-Amz-Log-Result, binary bodies.
#pragma once

#include <string>
#include <string_view>

namespace lambdalocal {

std::string base64_of(std::string_view bytes);

}  // namespace lambdalocal

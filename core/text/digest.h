// MD5 (RFC 1321) as AWS's services put it into their events, of bodies, attributes and objects: OpenSSL's EVP. No security rests
// on it.
#pragma once

#include <string>
#include <string_view>

namespace lambdalocal {

std::string md5(std::string_view bytes);         // 16 bytes
std::string md5_hex(std::string_view bytes);     // 32 lower-case digits
std::string hex_digits(std::string_view bytes);  // two lower-case digits per byte

}  // namespace lambdalocal

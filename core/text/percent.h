// Percent-encoding (RFC 3986), as URLs, queries and forms have it.
#pragma once

#include <string>
#include <string_view>

namespace lambdalocal {

// 0 to 15, -1 for what is no hexadecimal digit.
constexpr int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

// %41 -> A; a percent sign without two hex digits stays as it is. form_decode also makes a space of each plus.
std::string percent_decode(std::string_view text);
std::string form_decode(std::string_view text);

// Of the bytes only letters, digits, - . _ ~ and those of `kept` stand for themselves. form_encode also makes a plus of each
// space.
std::string percent_encode(std::string_view text, std::string_view kept = "");
std::string form_encode(std::string_view text, std::string_view kept = "");

}  // namespace lambdalocal

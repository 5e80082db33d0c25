// Letters of ASCII, whatever the locale: names of headers, host names, words of a configuration.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace lambdalocal {

constexpr bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
constexpr bool is_lower(char byte) { return byte >= 'a' && byte <= 'z'; }
constexpr bool is_letter(char byte) { return is_lower(byte) || (byte >= 'A' && byte <= 'Z'); }
constexpr bool is_alphanumeric(char byte) { return is_letter(byte) || is_digit(byte); }

constexpr char lower_case(char byte) { return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte; }

inline std::string lower_case(std::string_view text) {
  std::string lowered(text);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(), [](char byte) { return lower_case(byte); });
  return lowered;
}

inline std::string upper_case(std::string_view text) {
  std::string raised(text);
  for (char& byte : raised) byte = is_lower(byte) ? static_cast<char>(byte - 'a' + 'A') : byte;
  return raised;
}

}  // namespace lambdalocal

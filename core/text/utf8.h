// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. Everything that walks over the
// characters of a text does it with these.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lambdalocal {

// What stands at a place of a text: a character of `length` bytes, or, when it is not `valid`, as many bytes as one
// U+FFFD stands for: the longest beginning of a character, at least one.
struct Utf8Character {
  std::size_t length;
  bool valid;
};

// Of the start of `bytes`, which are not empty.
inline Utf8Character utf8_character(std::string_view bytes) {
  const auto lead = static_cast<unsigned char>(bytes[0]);
  if (lead < 0x80) return {1, true};
  if (lead < 0xc2 || lead > 0xf4) return {1, false};
  unsigned char low = 0x80, high = 0xbf;  // what the second byte may be
  if (lead == 0xe0) low = 0xa0;           // else overlong
  if (lead == 0xed) high = 0x9f;          // else a surrogate
  if (lead == 0xf0) low = 0x90;           // else overlong
  if (lead == 0xf4) high = 0x8f;          // else above U+10FFFF
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  for (std::size_t at = 1; at < length; ++at) {
    if (at == bytes.size()) return {at, false};
    const auto byte = static_cast<unsigned char>(bytes[at]);
    if (byte < low || byte > high) return {at, false};
    low = 0x80;
    high = 0xbf;
  }
  return {length, true};
}

// Whether the byte is inside a character, not its first.
inline bool continues_utf8(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; }

bool is_utf8(std::string_view bytes);

// The code point of a valid character.
char32_t code_point(std::string_view character);

// Appends the UTF-8 of a code point, which is no surrogate and not above U+10FFFF.
void append_utf8(std::string& out, char32_t code);

}  // namespace lambdalocal

// The inside of JSON strings by runs: how many bytes from a place on stand for themselves.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace lambdalocal {

// How many of the eight bytes, from the first, are ASCII and no control character, quote or backslash. All eight at once,
// with arithmetic that tells the first other byte exactly; 0 where it would not.
inline std::ptrdiff_t plain_of_eight(const char* bytes) {
  if constexpr (std::endian::native != std::endian::little) return 0;
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  const auto zero_bytes = [](std::uint64_t value) { return (value - kOnes) & ~value; };  // their high bits
  const std::uint64_t control = word - kOnes * 0x20;
  const std::uint64_t other =
      (word | control | zero_bytes(word ^ kOnes * '"') | zero_bytes(word ^ kOnes * '\\')) & kOnes * 0x80;
  return std::countr_zero(other) / 8;
}

// The first byte that is not plain by the rule above, looked for in eights: fewer than eight plain ones may be left in
// front of it at the end.
inline const char* skip_plain(const char* at, const char* end) {
  for (std::ptrdiff_t plain = 8; plain == 8 && end - at >= 8; at += plain) plain = plain_of_eight(at);
  return at;
}

}  // namespace lambdalocal

// The inside of JSON strings by runs: which bytes from a place on stand for themselves.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace lambdalocal {

constexpr std::ptrdiff_t kBytesLookedAt = 16;

// Which of the sixteen bytes are not plain, the first in the lowest bit: control characters, quotes, backslashes, and what is
// not ASCII. No branch looks at a byte: where escapes are many, a wrong guess at each would take the time.
inline std::uint32_t not_plain_of_sixteen(const char* bytes) {
#ifdef __SSE2__
  const __m128i text = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
  const __m128i control = _mm_cmplt_epi8(text, _mm_set1_epi8(0x20));  // signed: all above 0x7f are less, too
  const __m128i quote = _mm_cmpeq_epi8(text, _mm_set1_epi8('"'));
  const __m128i backslash = _mm_cmpeq_epi8(text, _mm_set1_epi8('\\'));
  return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_or_si128(control, _mm_or_si128(quote, backslash))));
#else
  std::uint32_t found = 0;
  for (std::ptrdiff_t at = 0; at < kBytesLookedAt; ++at) {
    const auto byte = static_cast<unsigned char>(bytes[at]);
    found |= static_cast<std::uint32_t>(byte < 0x20 || byte > 0x7f || byte == '"' || byte == '\\') << at;
  }
  return found;
#endif
}

// The first byte that is not plain by the rule above, looked for in sixteens: fewer than sixteen plain ones may be left in
// front of it at the end.
inline const char* skip_plain(const char* at, const char* end) {
  while (end - at >= kBytesLookedAt) {
    if (const std::uint32_t found = not_plain_of_sixteen(at)) return at + std::countr_zero(found);
    at += kBytesLookedAt;
  }
  return at;
}

}  // namespace lambdalocal

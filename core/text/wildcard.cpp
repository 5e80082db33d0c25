// Only the last * is tried again: what one before it took may stay as short as it is.
#include "core/text/wildcard.h"

namespace lambdalocal {

bool wildcard_match(std::string_view pattern, std::string_view text, Escapes escapes) {
  std::size_t at = 0, in_text = 0, star = std::string_view::npos, star_text = 0;
  while (in_text < text.size()) {
    const bool is_escaped = escapes == Escapes::Backslash && at + 1 < pattern.size() && pattern[at] == '\\';
    if (is_escaped && pattern[at + 1] == text[in_text]) {
      at += 2;
      ++in_text;
    } else if (!is_escaped && at < pattern.size() && pattern[at] == '*') {
      star = at++;
      star_text = in_text;
    } else if (!is_escaped && at < pattern.size() && (pattern[at] == '?' || pattern[at] == text[in_text])) {
      ++at;
      ++in_text;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      in_text = ++star_text;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

}  // namespace lambdalocal

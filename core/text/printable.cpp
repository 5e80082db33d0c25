#include "core/text/printable.h"

#include <fmt/format.h>

#include "core/text/utf8.h"

namespace lambdalocal {

std::size_t printable_length(std::string_view text) {
  if (text.empty()) return 0;
  const Utf8Character character = utf8_character(text);
  if (!character.valid) return 0;
  const char32_t code = code_point(text.substr(0, character.length));
  const bool is_control = code < 0x20 || (code >= 0x7f && code < 0xa0);
  return is_control ? 0 : character.length;
}

std::string printable(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = printable_length(text);
    if (length == 0) shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
    shown += text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return shown;
}

}  // namespace lambdalocal

#include "core/text/utf16.h"

#include <fmt/format.h>

namespace lambdalocal {

bool is_utf16(std::string_view bytes) {
  constexpr std::size_t kLooked = 64;
  if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff")) return true;
  const std::string_view head = bytes.substr(0, kLooked);
  if (head.size() < 4 || head.size() % 2 != 0) return false;
  const bool big_endian = head[0] == '\0';
  for (std::size_t i = 0; i < head.size(); ++i) {
    if ((head[i] == '\0') != ((i % 2 == 0) == big_endian)) return false;
  }
  return true;
}

std::string utf16_message(std::string_view name) {
  return fmt::format(
      "{} is UTF-16, not UTF-8: PowerShell's > writes that\nwrite it as UTF-8: in PowerShell with `| Out-File "
      "-Encoding utf8 "
      "FILE`, in an editor with `save as`",
      name);
}

}  // namespace lambdalocal

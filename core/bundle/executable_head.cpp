#include "core/bundle/executable_head.h"

#include <algorithm>

namespace lambdalocal {

std::optional<Shebang> read_shebang(std::string_view head) {
  if (!head.starts_with("#!")) return std::nullopt;
  Shebang shebang;
  std::string_view line = head.substr(2, head.find('\n') - 2);
  if (line.ends_with('\r')) {
    shebang.carriage_return = true;
    line.remove_suffix(1);
  }
  const std::size_t start = std::min(line.find_first_not_of(" \t"), line.size());
  const std::size_t end = std::min(line.find_first_of(" \t", start), line.size());
  shebang.interpreter = line.substr(start, end - start);
  const std::size_t argument = line.find_first_not_of(" \t", end);
  if (argument != std::string_view::npos) {
    shebang.argument = line.substr(argument, line.find_last_not_of(" \t") + 1 - argument);
  }
  return shebang;
}

bool is_elf(std::string_view head) {
  return head.starts_with(
      "\x7f"
      "ELF");
}

std::optional<std::uint16_t> elf_machine(std::string_view head) {
  constexpr std::size_t kMachineOffset = 18;
  if (!is_elf(head) || head.size() < kMachineOffset + 2) return std::nullopt;
  return static_cast<std::uint16_t>(static_cast<unsigned char>(head[kMachineOffset]) |
                                    static_cast<unsigned char>(head[kMachineOffset + 1]) << 8);
}

}  // namespace lambdalocal

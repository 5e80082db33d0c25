// What the first bytes of an executable file say, as the kernel reads them: a script's first line, an ELF file's machine.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lambdalocal {

struct Shebang {
  std::string interpreter;
  std::optional<std::string> argument;  // everything after it, one word to the kernel
  bool carriage_return = false;         // it ends in one: Windows' line end
};

// None when `head` does not begin with "#!".
std::optional<Shebang> read_shebang(std::string_view head);

bool is_elf(std::string_view head);
// The e_machine of an ELF file; none when it is none, or cut off before.
std::optional<std::uint16_t> elf_machine(std::string_view head);

}  // namespace lambdalocal

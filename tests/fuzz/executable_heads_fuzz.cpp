// The first bytes of a bootstrap or a wrapper: any bytes are taken; the words of a first line are its own and have no white space
// around them.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/bundle/executable_head.h"
#include "tests/fuzz/time_bound.h"

using namespace lambdalocal;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

bool is_trimmed(std::string_view word) {
  return word.find('\n') == std::string_view::npos &&
         (word.empty() || (word.find_first_of(" \t") != 0 && word.find_last_of(" \t") != word.size() - 1));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view head(reinterpret_cast<const char*>(data), size);
  const auto shebang = read_shebang(head);
  must(shebang.has_value() == head.starts_with("#!"));
  if (shebang) {
    must(is_trimmed(shebang->interpreter) && shebang->interpreter.find_first_of(" \t") == std::string::npos);
    must(head.find(shebang->interpreter) != std::string_view::npos);
    must(!shebang->argument || (is_trimmed(*shebang->argument) && !shebang->argument->empty()));
    must(!shebang->argument || !shebang->interpreter.empty());
  }
  must(!elf_machine(head) || is_elf(head));
  fuzz::must_be_quick(head, [](std::string_view text) { (void)read_shebang(text); });
  return 0;
}

// .env files and files of environment variables: whatever the bytes, there is an answer; names have the form of names,
// and what was read reads the same again when it is written down in double quotes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

#include "core/project/dotenv.h"
#include "core/project/environment_file.h"

namespace {

std::string written_down(const std::map<std::string, std::string>& variables) {
  std::string text;
  for (const auto& [name, value] : variables) {
    text += name + "=\"";
    for (const char byte : value) {
      if (byte == '"' || byte == '\\' || byte == '$') text += '\\';
      text += byte;
    }
    text += "\"\n";
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)lambdalocal::parse_environment_file(text, "fuzz", {"function"});
  const auto variables = lambdalocal::parse_dotenv(text, "fuzz");
  if (!variables) return 0;
  for (const auto& [name, value] : *variables) {
    if (name.empty() || name.find_first_of("= \n\"") != std::string::npos) std::abort();
    if (value.find('\0') != std::string::npos) std::abort();
  }
  const auto again = lambdalocal::parse_dotenv(written_down(*variables), "again");
  if (!again || *again != *variables) std::abort();
  return 0;
}

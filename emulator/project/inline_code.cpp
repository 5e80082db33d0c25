#include "emulator/project/inline_code.h"

#include "emulator/system/digest.h"
#include "emulator/system/files/own_directory.h"
#include "emulator/system/files/text_file.h"

namespace lambdalocal {

namespace fs = std::filesystem;

Result<fs::path> directory_of_inline_code(std::string_view code, std::string_view runtime) {
  const char* name = runtime.starts_with("python") ? "index.py" : "index.js";
  const fs::path all = system::user_cache_directory() / "inline";
  const fs::path directory = all / system::hex(system::sha256(code)).substr(0, 32);
  for (const fs::path& each : {all, directory}) TRY_VOID(system::make_own_directory(each, "XDG_CACHE_HOME"));
  const fs::path path = directory / name;
  std::error_code error;
  if (fs::is_regular_file(path, error)) {
    const auto text = system::read_text_file(path);
    if (text && *text == code) return directory;
  }
  TRY_VOID(system::replace_text_file(path, code, 0600));
  return directory;
}

}  // namespace lambdalocal

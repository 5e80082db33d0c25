#include "emulator/project/inline_code.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <span>

#include "emulator/system/digest.h"
#include "emulator/system/files/fd.h"
#include "emulator/system/files/own_directory.h"
#include "emulator/system/files/text_file.h"
#include "emulator/system/files/write_all.h"

namespace lambdalocal {
namespace {

namespace fs = std::filesystem;

Error cannot_write(const fs::path& path, int error) {
  return {ErrorKind::System, fmt::format("cannot write {}: {}", path.string(), std::generic_category().message(error))};
}

// Under another name first, so that nobody sees half of it.
Result<void> write(const fs::path& path, std::string_view text) {
  const fs::path unfinished = fmt::format("{}.{}", path.string(), ::getpid());
  system::Fd file(::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file) return cannot_write(path, errno);
  TRY_VOID(system::write_all(file.get(), std::span(&text, 1)));
  if (::rename(unfinished.c_str(), path.c_str()) != 0) return cannot_write(path, errno);
  return {};
}

}  // namespace

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
  TRY_VOID(write(path, code));
  return directory;
}

}  // namespace lambdalocal

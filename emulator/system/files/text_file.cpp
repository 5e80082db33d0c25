#include "emulator/system/files/text_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/text/utf16.h"
#include "emulator/system/files/fd.h"

namespace lambdalocal::system {
namespace {

constexpr std::size_t kFirstRead = 64 * 1024;

Error cannot_read(const std::string& name) {
  return Error{ErrorKind::System, fmt::format("cannot read {}: {}", name, std::strerror(errno))};
}

}  // namespace

Result<std::string> read_descriptor(int descriptor, const std::string& name) {
  struct stat status {};
  const bool sized = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  std::string text;
  std::size_t filled = 0;
  while (filled < kLongestText) {
    const std::size_t room = filled == 0 && sized ? static_cast<std::size_t>(status.st_size) + 1 : filled + kFirstRead;
    text.resize(std::min(filled + room, kLongestText));
    const ssize_t count = ::read(descriptor, text.data() + filled, text.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return cannot_read(name);
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  text.resize(filled);
  if (is_utf16(text)) return Error{ErrorKind::System, utf16_message(name)};
  return text;
}

Result<std::string> read_text_file(const std::filesystem::path& path) {
  const system::Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return cannot_read(path.string());
  return read_descriptor(file.get(), path.string());
}

}  // namespace lambdalocal::system

#include "emulator/system/files/text_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <span>

#include "core/text/utf16.h"
#include "emulator/system/files/fd.h"
#include "emulator/system/files/write_all.h"

namespace lambdalocal::system {
namespace {

constexpr std::size_t kFirstRead = 64 * 1024;

Error cannot_read(const std::string& name) {
  return Error{ErrorKind::System, fmt::format("cannot read {}: {}", name, std::strerror(errno))};
}

Error cannot_write(const std::filesystem::path& path, std::string_view why) {
  return Error{ErrorKind::System, fmt::format("cannot write {}: {}", path.string(), why)};
}

// `path` stands for the file in the error.
Result<void> write_to(const std::filesystem::path& path, std::string_view text, const Fd& file) {
  if (!file) return cannot_write(path, std::strerror(errno));
  auto written = write_all(file.get(), std::span(&text, 1));
  if (!written) return cannot_write(path, written.error().message);
  return {};
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

bool is_file(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error);
}

Result<void> write_text_file(const std::filesystem::path& path, std::string_view text) {
  return write_to(path, text, Fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)));
}

Result<void> replace_text_file(const std::filesystem::path& path, std::string_view text, mode_t mode) {
  const std::filesystem::path aside = fmt::format("{}.{}", path.string(), ::getpid());
  auto written =
      write_to(path, text, Fd(::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode)));
  if (written && ::rename(aside.c_str(), path.c_str()) != 0) written = cannot_write(path, std::strerror(errno));
  if (!written) ::unlink(aside.c_str());
  return written;
}

}  // namespace lambdalocal::system

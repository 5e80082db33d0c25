#include "emulator/bundle/central_directory.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string_view>

namespace lambdalocal::bundle {
namespace {

constexpr std::string_view kEnd{"PK\x05\x06", 4}, kEnd64{"PK\x06\x06", 4}, kLocator64{"PK\x06\x07", 4};
constexpr std::string_view kEntry{"PK\x01\x02", 4};
constexpr std::size_t kEndBytes = 22, kLocatorBytes = 20, kEnd64Bytes = 56, kEntryBytes = 46, kComment = 0xffff;
constexpr std::uint64_t kDirectoryBytes = 512ULL * 1024 * 1024;

std::uint64_t number(std::string_view bytes, std::size_t at, std::size_t length) {
  std::uint64_t value = 0;
  for (std::size_t i = length; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

// `length` bytes at `offset`, or fewer where the file ends.
std::string read_at(int fd, std::uint64_t offset, std::size_t length) {
  std::string bytes(length, '\0');
  std::size_t done = 0;
  while (done < length) {
    const ssize_t n = ::pread(fd, bytes.data() + done, length - done, static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  bytes.resize(done);
  return bytes;
}

struct Extent {
  std::uint64_t offset = 0, length = 0, entries = 0;
};

// Where the central directory lies, by the end record, or by the one for large archives that may stand before it.
std::optional<Extent> locate(int fd, std::uint64_t size) {
  const std::uint64_t start = size - std::min<std::uint64_t>(size, kEndBytes + kComment + kLocatorBytes);
  const std::string tail = read_at(fd, start, static_cast<std::size_t>(size - start));
  const std::size_t end = tail.rfind(kEnd);
  if (end == std::string::npos || end + kEndBytes > tail.size()) return std::nullopt;
  if (end >= kLocatorBytes && tail.compare(end - kLocatorBytes, kLocator64.size(), kLocator64) == 0) {
    const std::string end64 = read_at(fd, number(tail, end - kLocatorBytes + 8, 8), kEnd64Bytes);
    if (end64.size() == kEnd64Bytes && end64.starts_with(kEnd64))
      return Extent{number(end64, 48, 8), number(end64, 40, 8), number(end64, 32, 8)};
  }
  return Extent{number(tail, end + 16, 4), number(tail, end + 12, 4), number(tail, end + 10, 2)};
}

}  // namespace

std::uint64_t declared_entries(int fd) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return 0;
  const auto extent = locate(fd, static_cast<std::uint64_t>(status.st_size));
  return extent ? extent->entries : 0;
}

std::map<std::uint64_t, std::string> names_with_nul(int fd, std::uint64_t size) {
  std::map<std::uint64_t, std::string> names;
  const auto extent = locate(fd, size);
  if (!extent || extent->offset > size || extent->length > std::min(size - extent->offset, kDirectoryBytes))
    return names;
  const std::string directory = read_at(fd, extent->offset, static_cast<std::size_t>(extent->length));
  std::string_view rest = directory;
  for (std::uint64_t index = 0; rest.size() >= kEntryBytes && rest.starts_with(kEntry); ++index) {
    const std::uint64_t name = number(rest, 28, 2), extra = number(rest, 30, 2), comment = number(rest, 32, 2);
    if (kEntryBytes + name + extra + comment > rest.size()) break;
    const std::string_view text = rest.substr(kEntryBytes, name);
    if (text.find('\0') != std::string_view::npos) names.emplace(index, text);
    rest.remove_prefix(kEntryBytes + name + extra + comment);
  }
  return names;
}

}  // namespace lambdalocal::bundle

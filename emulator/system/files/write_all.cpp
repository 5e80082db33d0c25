#include "emulator/system/files/write_all.h"

#include <poll.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

namespace lambdalocal::system {

Result<Written> write_all(int descriptor, std::span<const std::string_view> parts) {
  std::vector<iovec> rest;
  for (const std::string_view part : parts) {
    if (!part.empty()) rest.push_back({const_cast<char*>(part.data()), part.size()});
  }
  for (std::size_t first = 0; first < rest.size();) {
    const ssize_t count = ::writev(descriptor, &rest[first], static_cast<int>(rest.size() - first));
    if (count < 0) {
      if (errno == EINTR) continue;
      if (errno == EPIPE) return Written::ReaderGone;
      if (errno != EAGAIN) return Error{ErrorKind::System, std::strerror(errno)};
      pollfd writable{descriptor, POLLOUT, 0};
      ::poll(&writable, 1, -1);
      continue;
    }
    for (auto left = static_cast<std::size_t>(count); left > 0;) {
      const std::size_t taken = std::min(left, rest[first].iov_len);
      rest[first].iov_base = static_cast<char*>(rest[first].iov_base) + taken;
      rest[first].iov_len -= taken;
      left -= taken;
      if (rest[first].iov_len == 0) ++first;
    }
  }
  return Written::All;
}

}  // namespace lambdalocal::system

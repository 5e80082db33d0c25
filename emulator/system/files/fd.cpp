#include "emulator/system/files/fd.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace lambdalocal::system {

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    reset();
    fd_ = other.release();
  }
  return *this;
}

Fd::~Fd() { reset(); }

void Fd::reset() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Result<Pipe> Pipe::create() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return errno_error("open a pipe");
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

Error errno_error(const std::string& what) {
  return Error{ErrorKind::System, what + ": " + std::generic_category().message(errno)};
}

}  // namespace lambdalocal::system

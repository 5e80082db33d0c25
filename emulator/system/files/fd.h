// File descriptors that close themselves, close-on-exec from birth.
#pragma once

#include <utility>

#include "core/result.h"

namespace lambdalocal::system {

class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept;
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd();

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  int release() { return std::exchange(fd_, -1); }
  void reset();

 private:
  int fd_ = -1;
};

struct Pipe {
  Fd read;
  Fd write;

  static Result<Pipe> create();
};

// "<what>: <strerror>", of the calling thread's errno, as an Error of kind System.
Error errno_error(const std::string& what);

}  // namespace lambdalocal::system

// The warden as lambdalocal holds it: the way to start a process that never outlives us. See README.md for the
// processes involved; system/process.h is what callers use.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <vector>

#include "core/result.h"
#include "emulator/system/files/fd.h"

namespace lambdalocal::system {

class Warden {
 public:
  // Forks the warden. To be the first thing in main(): before any thread, and while the process has little memory.
  static Result<Warden> create();

  Warden(Warden&&) noexcept = default;
  Warden& operator=(Warden&&) = delete;

  // Lets go of the warden, which ends once no process is left; does not wait for that.
  ~Warden();

  // Waits until no process started through this warden is left, for `limit` at most; no more processes can be started.
  // Blocks: for the very end of main, after every Process is destroyed. Returns whether all are gone.
  bool close(std::chrono::milliseconds limit);

  // Hands a spawn request (warden_protocol.h) over without blocking. Fails when the warden was killed.
  Result<void> send(const std::vector<int>& descriptors);

  // Lets it go on when it was stopped.
  void wake() const;

  pid_t pid() const { return pid_; }

 private:
  Warden(Fd socket, pid_t pid) : socket_(std::move(socket)), pid_(pid) {}

  Fd socket_;
  pid_t pid_;
};

}  // namespace lambdalocal::system

// How much memory a running process has used at most, for the REPORT line's "Max Memory Used".
// Not the peak of its control group: that has the page cache of all files it reads and what it writes to a /tmp in memory, which Lambda
// does not count.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <vector>

#include "emulator/system/files/fd.h"

namespace lambdalocal::system {

class ProcessMemory {
 public:
  // Keeps files of /proc/<pid> open: a question costs two preads (8 us, nearly all of it the kernel writing `status`).
  // `subreaper`: of whom what loses its parent becomes a child; 0: of somebody unknown, who is not looked at.
  explicit ProcessMemory(pid_t pid, pid_t subreaper = 0);

  // The sum of the peaks of resident memory (VmHWM) of the process and its live descendants; 0 when it is gone. Pages
  // they share count in each. Descendants started by other threads than the main one are looked for every 100 ms at
  // most, as that reads two files per thread; those that have ended do not count.
  std::int64_t peak_kb();

  // The sum of resident memory that is neither code nor a mapped file; pages that forked processes share count once. 0
  // when it is gone.
  std::int64_t unreclaimable_kb();

 private:
  void find_descendants();

  bool has_orphans() const;

  pid_t pid_, subreaper_;
  Fd status_;
  Fd statm_;
  Fd children_;            // of the main thread
  Fd subreaper_children_;  // likewise
  std::vector<pid_t> descendants_;
  std::chrono::steady_clock::time_point searched_{};
};

}  // namespace lambdalocal::system

#include "emulator/system/processes/process_memory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "emulator/system/processes/process_tree.h"

namespace lambdalocal::system {
namespace {

constexpr auto kSearchInterval = std::chrono::milliseconds(100);

Fd open_file(const std::string& path) { return Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC)); }

// The number behind `key` in an opened /proc/<pid>/status; 0 when the process is gone or a zombie.
std::int64_t peak_of(const Fd& status) {
  char text[4096];
  const ssize_t size = status ? ::pread(status.get(), text, sizeof text - 1, 0) : -1;
  if (size <= 0) return 0;
  text[size] = '\0';
  constexpr char kKey[] = "\nVmHWM:";
  const char* found = std::strstr(text, kKey);
  return found == nullptr ? 0 : std::atoll(found + sizeof kKey - 1);
}

// Resident pages without those of files, from an opened /proc/<pid>/statm: "size resident shared ...".
std::int64_t anonymous_of(const Fd& statm) {
  char text[256];
  const ssize_t size = statm ? ::pread(statm.get(), text, sizeof text - 1, 0) : -1;
  if (size <= 0) return 0;
  text[size] = '\0';
  long long total = 0, resident = 0, shared = 0;
  if (std::sscanf(text, "%lld %lld %lld", &total, &resident, &shared) != 3) return 0;
  static const long kPageKb = ::sysconf(_SC_PAGESIZE) / 1024;
  return (resident - shared) * kPageKb;
}

// A process's own part of its anonymous memory: of a page that n processes share, an n-th. Costs a walk over all pages.
std::int64_t proportional_of(pid_t pid) {
  const Fd file = open_file(fmt::format("/proc/{}/smaps_rollup", pid));
  char text[4096];
  const ssize_t size = file ? ::read(file.get(), text, sizeof text - 1) : -1;
  if (size <= 0) return 0;
  text[size] = '\0';
  constexpr char kKey[] = "\nPss_Anon:";
  const char* found = std::strstr(text, kKey);
  return found == nullptr ? anonymous_of(open_file(fmt::format("/proc/{}/statm", pid)))
                          : std::atoll(found + sizeof kKey - 1);
}

}  // namespace

ProcessMemory::ProcessMemory(pid_t pid, pid_t subreaper)
    : pid_(pid),
      subreaper_(subreaper),
      status_(open_file(fmt::format("/proc/{}/status", pid))),
      statm_(open_file(fmt::format("/proc/{}/statm", pid))),
      children_(open_file(fmt::format("/proc/{}/task/{}/children", pid, pid))),
      subreaper_children_(open_file(fmt::format("/proc/{}/task/{}/children", subreaper, subreaper))) {}

// Then the subreaper has another child than the process itself.
bool ProcessMemory::has_orphans() const {
  char text[64];
  const ssize_t size = subreaper_children_ ? ::pread(subreaper_children_.get(), text, sizeof text, 0) : 0;
  return size > 0 && std::count(text, text + size, ' ') > 1;
}

void ProcessMemory::find_descendants() {
  const auto now = std::chrono::steady_clock::now();
  char any = 0;
  const bool main_thread_has_children = children_ && ::pread(children_.get(), &any, 1, 0) == 1;
  if (main_thread_has_children || has_orphans() || now - searched_ >= kSearchInterval) {
    searched_ = now;
    descendants_.clear();
    const ProcessTree tree;
    std::vector<pid_t> open = tree.children_of(pid_);
    if (subreaper_ != 0) {
      for (const pid_t pid : tree.children_of(subreaper_)) {
        if (pid != pid_) open.push_back(pid);
      }
    }
    while (!open.empty()) {
      const pid_t pid = open.back();
      open.pop_back();
      descendants_.push_back(pid);
      const auto children = tree.children_of(pid);
      open.insert(open.end(), children.begin(), children.end());
    }
  }
}

std::int64_t ProcessMemory::unreclaimable_kb() {
  find_descendants();
  std::int64_t used = anonymous_of(statm_);
  if (descendants_.empty()) return used;
  used = proportional_of(pid_);
  for (const pid_t pid : descendants_) used += proportional_of(pid);
  return used;
}

std::int64_t ProcessMemory::peak_kb() {
  find_descendants();
  std::int64_t peak = peak_of(status_);
  for (const pid_t pid : descendants_) peak += peak_of(open_file(fmt::format("/proc/{}/status", pid)));
  return peak;
}

}  // namespace lambdalocal::system

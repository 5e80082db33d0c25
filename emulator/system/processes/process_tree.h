// Who descends from whom among the processes of this machine, and the end of all descendants of ours.
#pragma once

#include <sys/types.h>

#include <utility>
#include <vector>

namespace lambdalocal::system {

class ProcessTree {
 public:
  enum class Source {
    ChildrenFiles,  // /proc/<pid>/task/<tid>/children: current at every question, costs what is asked for
    Snapshot,       // all of /proc, read by the constructor: for kernels built without CONFIG_PROC_CHILDREN
  };

  // Takes the children files where this kernel has them.
  ProcessTree();
  explicit ProcessTree(Source source);

  // The children of all threads of `pid`, zombies included. A process that is gone has none.
  std::vector<pid_t> children_of(pid_t pid) const;

 private:
  Source source_;
  std::vector<std::pair<pid_t, pid_t>> parents_;  // Snapshot: (parent, child)
};

// All that descend from this process.
std::vector<pid_t> descendants_of_ours();

// Whether a process has been stopped by a signal.
bool is_stopped(pid_t pid);

// Sends SIGKILL to every descendant of this process, apart from the children `spared` and what descends from those.
// Returns whether a child was left to kill. One round: a process that forks while we read may leave a child behind, so
// a caller repeats this while reaping until it has no more children. That ends because this process is a subreaper:
// what loses its parent becomes its child, and a killed process starts no other.
bool kill_descendants(const std::vector<pid_t>& spared);

}  // namespace lambdalocal::system

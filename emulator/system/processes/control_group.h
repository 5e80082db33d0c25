// A control group of one execution environment: what its processes may take of memory, and how many they may be. The kernel holds them
// to it, whatever they fork and whoever inherits their children.
//
// A process is forked into a group of the unified hierarchy (v2). Those of the old ones (v1) can only be moved into, which makes the
// kernel wait for all processors (11 ms, measured); so that is done a while after the start, beside it, with all that was started
// meanwhile. What was allocated before is not counted there.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "emulator/system/files/fd.h"
#include "emulator/system/processes/control_group_places.h"

namespace lambdalocal::system {

// Without a name there are none.
struct ProcessLimits {
  std::string group;               // "lambdalocal-<process id of the owner>-<anything>"
  std::uint64_t memory_bytes = 0;  // with what they have in a file system in memory
  std::uint32_t processes = 0;     // and threads
};

// "lambdalocal-<our process id>-<suffix>".
std::string control_group_name(std::string_view suffix);

class ControlGroup {
 public:
  ControlGroup() = default;
  // Makes what can be made in hierarchies of this version; groups that are there already are joined.
  ControlGroup(const ControlGroupPlaces& places, ControlGroupVersion version, const ProcessLimits& limits);
  ControlGroup(ControlGroup&&) noexcept = default;
  ControlGroup& operator=(ControlGroup&&) noexcept = default;

  bool empty() const { return directories_.empty(); }

  // fork(2) into the group of the unified hierarchy; the ordinary one where there is none.
  pid_t fork_into() const;
  // Moves a process there. False when it is gone, or may not be moved.
  bool take(pid_t pid) const;
  std::vector<pid_t> members() const;

  // Whether the kernel has killed somebody in it since this was made, for there was no memory left.
  bool ran_out_of_memory() const;

  // When all processes in it are gone; others may have it too, then the last one's does it.
  void remove();

 private:
  std::uint64_t memory_kills() const;

  std::vector<std::string> directories_;
  Fd unified_;                 // of the directory in the unified hierarchy
  std::string memory_events_;  // the file that counts
  std::uint64_t kills_before_ = 0;
};

// Removes groups whose owners are gone: it and all that looked after its processes were killed.
void remove_stale_control_groups(const ControlGroupPlaces& places);

}  // namespace lambdalocal::system

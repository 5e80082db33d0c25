// Where this process may make control groups that limit memory and the number of processes: in the unified hierarchy (v2) below an
// ancestor of its own group that was delegated to this user, in hierarchies of their own (v1) below its own group.
// Source: docs.kernel.org/admin-guide/cgroup-v2.html, cgroup-v1/memory.html; cgroups(7)
#pragma once

#include <string>
#include <string_view>

namespace lambdalocal::system {

enum class ControlGroupVersion { None, V1, V2 };

struct ControllerPlace {
  ControlGroupVersion version = ControlGroupVersion::None;
  std::string directory;  // in which groups can be made

  bool operator==(const ControllerPlace&) const = default;
};

struct ControlGroupPlaces {
  ControllerPlace memory, processes;
};

// `groups` and `mounts` are what /proc/self/cgroup and /proc/self/mountinfo say; the directories they name are looked at.
ControlGroupPlaces control_group_places(std::string_view groups, std::string_view mounts);

// Of this process. About 0.1 ms.
ControlGroupPlaces control_group_places();

}  // namespace lambdalocal::system

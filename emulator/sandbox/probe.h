// Which part of a sandbox this machine lacks, found out by making one (namespaces.h, root.h, privileges.h): for people who want to
// know why functions run without isolation.
#pragma once

namespace lambdalocal::sandbox {

enum class Part {
  None,            // all of it is there
  Namespaces,      // a user namespace and those that it allows
  Users,           // a user of its own in it
  Network,         // loopback of its own, where that is tried
  MountInterface,  // mounts as descriptors, Linux 5.12
  Proc,            // a /proc of its own: where parts of /proc are hidden, as in containers, the kernel refuses another
  Root,            // a root of its own
  Privileges,      // their loss
  SystemCalls,     // the filter
  Unknown,         // nothing could be tried
};

struct Probe {
  Part missing = Part::None;
  int error = 0;            // errno
  bool own_network = true;  // where nothing is missing: whether it can have that, too (network.h)
};

// Forks, and waits for what it forked: some milliseconds. Not while other threads run.
Probe probe();

}  // namespace lambdalocal::sandbox

// The file system a sandbox sees: a root of its own, with what a plan names bound into it read-only, a /tmp of its own, /proc of its
// own processes, and the harmless ones of the devices (mount_namespaces(7), pivot_root(2)).
#pragma once

#include "emulator/sandbox/plan.h"

namespace lambdalocal::sandbox {

// Makes it the root of the calling process and of its mount namespace. False with errno when the kernel refuses a part of it. Needs
// the mount interface of Linux 5.12.
bool change_root(const Plan& plan);

// Parts of it, for who wants to know which the kernel refuses.
bool has_mount_interface();
bool can_mount_proc();

}  // namespace lambdalocal::sandbox

// The supervisor: one tiny process per execution environment, forked by the warden. It starts the runtime, reports what
// becomes of it, and outlives every descendant of it: as a subreaper it inherits the children that lost their parent,
// so a grandchild that has daemonised is still found and killed.
#pragma once

#include <vector>

#include "emulator/system/files/fd.h"
#include "emulator/system/processes/control_group_places.h"

namespace lambdalocal::system {

// Runs the supervisor in the calling, freshly forked process: single-threaded, all signals blocked, `signals` a
// signalfd for SIGCHLD. `descriptors` are those of a spawn request (warden_protocol.h). The runtime is started
//   - in a process group of its own, without a controlling terminal. Not in a session of its own: that would be a
//     scheduling group of its own too, and many runtimes at once would lose a fifth of their throughput;
//   - with a parent-death signal, an empty signal mask and default dispositions;
//   - with /dev/null as 0, the output as 1 and 2, the extra descriptors at their numbers, and no other descriptor;
//   - in the control group of the request, as far as `places` has one (control_group.h);
//   - in the working directory of the request; umask and resource limits are those the warden has set.
// When the runtime exits, on a Kill, and when the control socket reaches its end, all descendants are killed; the
// process exits when none is left.
[[noreturn]] void run_supervisor(std::vector<Fd> descriptors, int signals, const ControlGroupPlaces& places);

}  // namespace lambdalocal::system

// The warden: a tiny, single-threaded process that lambdalocal forks off before it does anything else. It forks a
// supervisor for every execution environment (cheap, as it has next to no memory to copy) and is the last resort for
// what a killed supervisor leaves behind.
#pragma once

#include "emulator/system/files/fd.h"

namespace lambdalocal::system {

// Runs the warden in the calling, freshly forked process, with all signals blocked. It ends when the other end of
// `socket` is closed and every supervisor has ended. It leaves lambdalocal's process group, terminal, working directory,
// descriptors and name behind: neither a signal to the terminal's process group nor `pkill lambdalocal` reaches it, and
// it keeps no pipe open.
//
// It puts itself into the state every runtime is to start in: umask 022; RLIMIT_NOFILE 1024 as on Lambda (the hard
// limit stays); RLIMIT_CORE 0, as a crash of a function is to leave no core file in a developer's directory.
[[noreturn]] void run_warden(Fd socket);

}  // namespace lambdalocal::system

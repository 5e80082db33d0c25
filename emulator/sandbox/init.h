// Process 1 of a sandbox: makes it, and is there as long as it is. With it goes all that runs inside; what loses its parent inside
// becomes its child and is waited for.
#pragma once

#include <sys/types.h>

#include "emulator/sandbox/plan.h"

namespace lambdalocal::sandbox {

// The signal by which all other processes of the sandbox are killed; its files stay. That is done when kAreKilled, sent after it, is
// pending no more.
constexpr int kKillOthers = 10;  // SIGUSR1
constexpr int kAreKilled = 12;   // SIGUSR2

// In the child of fork_into_namespaces(): what it is to do before run_init(). False with errno.
bool make_sandbox(const Plan& plan, uid_t user, gid_t group, bool own_network);

// Without a descriptor but that of who asks for sockets (network.h), -1 for none; all signals are blocked.
[[noreturn]] void run_init(int socket_requests);

}  // namespace lambdalocal::sandbox

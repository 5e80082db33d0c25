// What a process of a sandbox may not do, whatever its user may: no privileges (capabilities(7)) and no way to get any, and none of
// the system calls that Lambda refuses or that reach out of the sandbox (seccomp(2)).
#pragma once

namespace lambdalocal::sandbox {

// For good, for the calling process and all it will start. False with errno.
bool drop_privileges();
// After drop_privileges().
bool filter_system_calls();

}  // namespace lambdalocal::sandbox

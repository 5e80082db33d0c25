#include "emulator/sandbox/init.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "emulator/sandbox/namespaces.h"
#include "emulator/sandbox/privileges.h"
#include "emulator/sandbox/root.h"

namespace lambdalocal::sandbox {

bool make_sandbox(const Plan& plan, uid_t user, gid_t group) {
  return map_user(user, group) && change_root(plan) && drop_privileges();
}

void run_init() {
  ::prctl(PR_SET_NAME, "ll-sandbox");
  ::close_range(0, ~0U, 0);
  sigset_t awaited;
  sigemptyset(&awaited);
  sigaddset(&awaited, SIGCHLD);
  sigaddset(&awaited, kKillOthers);
  sigaddset(&awaited, kAreKilled);
  for (;;) {
    const int signal = ::sigwaitinfo(&awaited, nullptr);
    if (signal == kKillOthers) ::kill(-1, SIGKILL);
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {
    }
  }
}

}  // namespace lambdalocal::sandbox

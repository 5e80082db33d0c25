#include "emulator/sandbox/init.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "emulator/sandbox/namespaces.h"
#include "emulator/sandbox/network.h"
#include "emulator/sandbox/privileges.h"
#include "emulator/sandbox/root.h"

namespace lambdalocal::sandbox {

bool make_sandbox(const Plan& plan, uid_t user, gid_t group, bool own_network) {
  return map_user(user, group) && (!own_network || raise_loopback()) && change_root(plan) && drop_privileges();
}

void run_init(int socket_requests) {
  ::prctl(PR_SET_NAME, "ll-sandbox");
  // The requests become 0, the signals 1, and nothing else is open.
  if (socket_requests >= 0) ::dup2(socket_requests, 0);
  ::close_range(socket_requests >= 0 ? 1 : 0, ~0U, 0);
  sigset_t awaited;
  sigemptyset(&awaited);
  sigaddset(&awaited, SIGCHLD);
  sigaddset(&awaited, kKillOthers);
  sigaddset(&awaited, kAreKilled);
  const int signals = ::signalfd(-1, &awaited, SFD_CLOEXEC | SFD_NONBLOCK);
  pollfd events[] = {{signals, POLLIN, 0}, {socket_requests >= 0 ? 0 : -1, POLLIN, 0}};
  for (;;) {
    ::poll(events, 2, -1);
    signalfd_siginfo signal{};
    while (::read(signals, &signal, sizeof signal) == sizeof signal) {
      if (static_cast<int>(signal.ssi_signo) == kKillOthers) ::kill(-1, SIGKILL);
    }
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    if (events[1].revents != 0 && !hand_out_socket(0)) events[1].fd = -1;
  }
}

}  // namespace lambdalocal::sandbox

#include "emulator/sandbox/probe.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "emulator/sandbox/namespaces.h"
#include "emulator/sandbox/network.h"
#include "emulator/sandbox/plan.h"
#include "emulator/sandbox/privileges.h"
#include "emulator/sandbox/root.h"
#include "emulator/system/files/fd.h"

namespace lambdalocal::sandbox {
namespace {

constexpr std::uint64_t kTmpBytes = 1024 * 1024;

// In process 1 of the new namespaces, in the order in which a sandbox is made.
Part first_missing(uid_t user, gid_t group, bool own_network) {
  if (!map_user(user, group)) return Part::Users;
  if (own_network && !raise_loopback()) return Part::Network;
  if (!has_mount_interface()) return Part::MountInterface;
  if (!can_mount_proc()) return Part::Proc;
  Plan plan;
  plan.binds.push_back({"/usr", "/usr"});
  plan.tmp_bytes = kTmpBytes;
  if (!change_root(plan)) return Part::Root;
  if (!drop_privileges()) return Part::Privileges;
  if (!filter_system_calls()) return Part::SystemCalls;
  return Part::None;
}

[[noreturn]] void tell(int pipe, Part missing) {
  const Probe found{missing, missing == Part::None ? 0 : errno};
  (void)!::write(pipe, &found, sizeof found);
  ::_exit(0);
}

[[noreturn]] void try_all(int pipe, bool own_network) {
  const uid_t user = ::geteuid();
  const gid_t group = ::getegid();
  const pid_t first = fork_into_namespaces(own_network);
  if (first < 0) tell(pipe, Part::Namespaces);
  if (first == 0) {
    ::alarm(5);
    tell(pipe, first_missing(user, group, own_network));
  }
  while (::waitpid(first, nullptr, 0) < 0 && errno == EINTR) {
  }
  ::_exit(0);
}

Probe probe_with(bool own_network) {
  auto pipe = system::Pipe::create();
  if (!pipe.ok()) return {Part::Unknown, errno};
  const pid_t child = ::fork();
  if (child < 0) return {Part::Unknown, errno};
  if (child == 0) {
    ::signal(SIGALRM, SIG_DFL);
    try_all(pipe->write.get(), own_network);
  }
  pipe->write.reset();
  Probe found{Part::Unknown, 0};
  if (::read(pipe->read.get(), &found, sizeof found) != sizeof found) found = {Part::Unknown, 0};
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  return found;
}

}  // namespace

Probe probe() {
  Probe found = probe_with(false);
  found.own_network = found.missing == Part::None && probe_with(true).missing == Part::None;
  return found;
}

}  // namespace lambdalocal::sandbox

#include "emulator/sandbox/namespaces.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstring>

#include "emulator/system/files/fd.h"

namespace lambdalocal::sandbox {
namespace {

constexpr int kNamespaces = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC;

int namespaces(bool own_network) { return own_network ? kNamespaces | CLONE_NEWNET : kNamespaces; }

// As fork(2): without a stack the child goes on on a copy of ours.
pid_t clone_process(int flags) {
  return static_cast<pid_t>(
      ::syscall(SYS_clone, static_cast<unsigned long>(flags | SIGCHLD), nullptr, nullptr, nullptr, nullptr));
}

bool write_text(const char* path, const char* text) {
  const system::Fd file(::open(path, O_WRONLY | O_CLOEXEC));
  const auto size = static_cast<ssize_t>(std::strlen(text));
  return file && ::write(file.get(), text, static_cast<std::size_t>(size)) == size;
}

bool write_map(const char* path, unsigned inside, unsigned outside) {
  char line[64];
  std::snprintf(line, sizeof line, "%u %u 1", inside, outside);
  return write_text(path, line);
}

}  // namespace

pid_t fork_into_namespaces(bool own_network) { return clone_process(namespaces(own_network)); }

// Without a privilege outside nobody may map groups before setgroups(2) is given up.
bool map_user(uid_t user, gid_t group) {
  return write_map("/proc/self/uid_map", kUser, user) && write_text("/proc/self/setgroups", "deny") &&
         write_map("/proc/self/gid_map", kGroup, group);
}

bool enter_namespaces(int pidfd, bool own_network) { return ::setns(pidfd, namespaces(own_network)) == 0; }

pid_t fork_sibling() { return clone_process(CLONE_PARENT); }

}  // namespace lambdalocal::sandbox

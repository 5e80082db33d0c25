#include "emulator/system/processes/warden.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "emulator/system/processes/warden_process.h"
#include "emulator/system/processes/warden_protocol.h"

namespace lambdalocal::system {

Result<Warden> Warden::create() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return errno_error("open a socket pair");
  Fd ours(ends[0]);
  Fd theirs(ends[1]);
  // The warden starts with all signals blocked: it dies of none between the fork and its own process group.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t pid = ::fork();
  if (pid == 0) {
    ours.reset();
    run_warden(std::move(theirs));
  }
  const auto failure = errno_error("fork the warden");
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (pid < 0) return failure;
  return Warden(std::move(ours), pid);
}

Warden::~Warden() {
  if (!socket_) return;  // moved from, or closed
  socket_.reset();
  wake();
  ::waitpid(pid_, nullptr, WNOHANG);
}

bool Warden::close(std::chrono::milliseconds limit) {
  socket_.reset();
  wake();
  const Fd exit(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  if (exit) {
    pollfd event{exit.get(), POLLIN, 0};
    ::poll(&event, 1, static_cast<int>(limit.count()));
  }
  return ::waitpid(pid_, nullptr, WNOHANG) != 0;
}

// A function may have stopped it. It is our child, so the id is its own until it is waited for.
void Warden::wake() const { ::kill(pid_, SIGCONT); }

Result<void> Warden::send(const std::vector<int>& descriptors) {
  if (send_descriptors(socket_.get(), descriptors)) {
    wake();
    return {};
  }
  const bool is_gone = errno == EPIPE || errno == ECONNRESET;
  auto error = errno_error("reach the warden process");
  if (is_gone) error.message += "\nit starts every process and was probably killed; run lambdalocal again";
  return error;
}

}  // namespace lambdalocal::system

#include "emulator/system/processes/warden_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "emulator/system/processes/control_group_places.h"
#include "emulator/system/processes/process_tree.h"
#include "emulator/system/processes/supervisor.h"
#include "emulator/system/processes/warden_protocol.h"

namespace lambdalocal::system {
namespace {

constexpr int kSocket = 3;
constexpr int kRoundMs = 10;
constexpr int kEndingRoundMs = 50;
constexpr int kStopsForgiven = 10;
constexpr rlim_t kOpenFiles = 1024;
constexpr rlim_t kStack = 8 * 1024 * 1024;

// Overwrites what `ps` and `pkill -f` see, the argument area of this process, and the environment of whoever called lambdalocal,
// which nobody is to find in what is forked from here: fields 48 to 51 of its stat file say where they lie.
void hide_command_line() {
  char stat[1024] = {};
  const Fd fd(::open("/proc/self/stat", O_RDONLY | O_CLOEXEC));
  if (!fd || ::read(fd.get(), stat, sizeof stat - 1) <= 0) return;
  const char* position = std::strrchr(stat, ')');
  for (int field = 2; field < 48 && position != nullptr; ++field) position = std::strchr(position + 1, ' ');
  unsigned long start = 0, end = 0, environment = 0, environment_end = 0;
  constexpr char kName[] = "ll-warden";
  if (position == nullptr ||
      std::sscanf(position, "%lu %lu %lu %lu", &start, &end, &environment, &environment_end) != 4) {
    return;
  }
  if (environment != 0 && environment_end > environment) {
    ::clearenv();
    std::memset(reinterpret_cast<char*>(environment), 0,
                environment_end - environment);  // NOLINT(performance-no-int-to-ptr)
  }
  if (start == 0 || end < start + sizeof kName) return;
  char* arguments = reinterpret_cast<char*>(start);  // NOLINT(performance-no-int-to-ptr)
  std::memset(arguments, 0, end - start);
  std::memcpy(arguments, kName, sizeof kName);
}

void close_from(int lowest) {
  if (::close_range(static_cast<unsigned>(lowest), ~0U, 0) == 0) return;
  const int limit = static_cast<int>(::sysconf(_SC_OPEN_MAX));
  for (int fd = lowest; fd < limit; ++fd) ::close(fd);
}

// For this process and all it starts; only the leader of a session can have one again.
void leave_terminal() {
  const int terminal = ::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal < 0) return;
  ::ioctl(terminal, TIOCNOTTY);
  ::close(terminal);
}

// Keeps the socket, as kSocket, and no other descriptor: a pipe of lambdalocal's caller has to end with lambdalocal.
void leave_descriptors(int socket) {
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  const int moved = ::fcntl(socket, F_DUPFD_CLOEXEC, 10);
  for (int standard = 0; standard < 3; ++standard) ::dup2(null, standard);
  ::dup3(moved, kSocket, O_CLOEXEC);
  close_from(kSocket + 1);
}

void set_limits() {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = std::min(files.rlim_max, kOpenFiles);
  ::setrlimit(RLIMIT_NOFILE, &files);
  rlimit stack{};
  ::getrlimit(RLIMIT_STACK, &stack);
  stack.rlim_cur = std::max(stack.rlim_cur, std::min(stack.rlim_max, kStack));
  ::setrlimit(RLIMIT_STACK, &stack);
  rlimit core{};
  ::getrlimit(RLIMIT_CORE, &core);
  core.rlim_cur = 0;
  ::setrlimit(RLIMIT_CORE, &core);
}

// Only ignored signals survive an exec; nohup and some CI runners ignore a few.
void reset_dispositions() {
  for (int signal = 1; signal < NSIG; ++signal) {
    struct sigaction action {};
    if (::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN) ::signal(signal, SIG_DFL);
  }
}

class WardenLoop {
 public:
  WardenLoop(int signals, ControlGroupPlaces places) : signals_(signals), places_(std::move(places)) {}

  // Returns when lambdalocal is gone and no process is left.
  void run() {
    for (;;) {
      const bool children_left = reap();
      if (!children_left && !open_) return;
      // A child that is no supervisor has lost its supervisor to a kill -9.
      const bool strangers = children_left && check_strangers_ && kill_descendants(supervisors_);
      check_strangers_ = strangers;
      if (!open_) look_after_supervisors();
      pollfd events[] = {{open_ ? kSocket : -1, POLLIN, 0}, {signals_, POLLIN, 0}};
      ::poll(events, 2, strangers ? kRoundMs : open_ ? -1 : kEndingRoundMs);
      if (events[1].revents != 0) {
        signalfd_siginfo taken;
        (void)!::read(signals_, &taken, sizeof taken);
      }
      if (events[0].revents != 0) take_request();
    }
  }

 private:
  bool reap() {
    for (;;) {
      const pid_t pid = ::waitpid(-1, nullptr, WNOHANG);
      if (pid <= 0) return pid == 0 || errno != ECHILD;
      std::erase(supervisors_, pid);
      check_strangers_ = true;
    }
  }

  // All of them are ending now, unless a function has stopped them; one that stays stopped is killed, and what it had
  // under it is ours then.
  void look_after_supervisors() {
    for (const pid_t pid : supervisors_) {
      if (!is_stopped(pid)) continue;
      ::kill(pid, SIGCONT);
      if (++stops_seen_ > kStopsForgiven) ::kill(pid, SIGKILL);
    }
  }

  void take_request() {
    std::vector<Fd> descriptors;
    if (!receive_descriptors(kSocket, descriptors)) {
      open_ = errno == EAGAIN || errno == EINTR;
      return;
    }
    if (descriptors.size() < 3) return;
    const pid_t pid = ::fork();
    if (pid == 0) {
      ::close(kSocket);
      run_supervisor(std::move(descriptors), signals_, places_);
    }
    if (pid > 0) {
      supervisors_.push_back(pid);
      return;
    }
    const SupervisorMessage failure{SupervisorMessage::Kind::NotStarted, errno};
    ::send(descriptors[0].get(), &failure, sizeof failure, MSG_NOSIGNAL);
  }

  int signals_;
  const ControlGroupPlaces places_;
  bool open_ = true;
  bool check_strangers_ = false;
  int stops_seen_ = 0;
  std::vector<pid_t> supervisors_;
};

}  // namespace

void run_warden(Fd socket) {
  ::setpgid(0, 0);
  leave_terminal();
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  ::prctl(PR_SET_PDEATHSIG, SIGCONT);  // a function may have stopped us
  ::prctl(PR_SET_NAME, "ll-warden");
  leave_descriptors(socket.release());
  reset_dispositions();
  ::umask(022);
  set_limits();
  (void)!::chdir("/");
  hide_command_line();
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  WardenLoop(::signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK), control_group_places()).run();
  ::_exit(0);
}

}  // namespace lambdalocal::system

#include "emulator/system/processes/supervisor.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <optional>

#include "emulator/sandbox/init.h"
#include "emulator/sandbox/namespaces.h"
#include "emulator/sandbox/privileges.h"
#include "emulator/system/processes/control_group.h"
#include "emulator/system/processes/process_tree.h"
#include "emulator/system/processes/warden_protocol.h"

namespace lambdalocal::system {
namespace {

using std::chrono::steady_clock;

constexpr auto kEagerKilling = std::chrono::seconds(5);  // then slowly: what survives this long cannot be killed now
constexpr rlim_t kProcesses = 1024;  // docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
constexpr int kEagerRoundMs = 10;
// Until then nothing is moved into a control group: moving takes the kernel 11 ms, for which the end of a short function would wait.
// Process 1 of a sandbox comes later: what has lost its parent meanwhile is its child.
constexpr auto kMovesAfter = std::chrono::milliseconds(100), kMovesOrphansAfter = std::chrono::milliseconds(120);
constexpr int kMostRounds = 20;
constexpr int kSlowRoundMs = 1000;

// What the new process has to say until it executes.
struct StartWord {
  std::int32_t process = 0;  // its id, where it is not the one that was forked first; else it could not be started
  StartStep step = StartStep::Fork;
  std::int32_t code = 0;  // errno
};

// Everything the new process needs, prepared before the vfork: what runs after it shares our memory.
struct Launch {
  SpawnRequest request;
  std::vector<std::pair<int, int>> descriptors;  // (descriptor of ours, number in the runtime)
  int lowest_free = 3;                           // above every number in the runtime
  int sandbox = -1;                              // a pidfd of process 1 of it
  const ControlGroup* group = nullptr;           // of the unified hierarchy, to be forked into
  int failure = -1;                              // pipe for StartWords, closed by a successful exec
  pid_t supervisor = 0;
};

void tell(int pipe, const StartWord& word) { (void)!::write(pipe, &word, sizeof word); }

[[noreturn]] void fail_start(int pipe, StartStep step) {
  tell(pipe, {0, step, errno});
  ::_exit(127);
}

// Moves every descriptor out of the way before any takes its place: a source may sit on another one's number.
bool place_descriptors(Launch& launch) {
  for (auto& [fd, target] : launch.descriptors) {
    fd = ::fcntl(fd, F_DUPFD_CLOEXEC, launch.lowest_free);
    if (fd < 0) return false;
  }
  for (const auto& [fd, target] : launch.descriptors) {
    if (::dup2(fd, target) < 0) return false;
  }
  // All of ours are close-on-exec from birth; this is for what a library may have opened.
  ::close_range(static_cast<unsigned>(launch.lowest_free), ~0U, CLOSE_RANGE_CLOEXEC);
  return true;
}

// The processes of a function are limited as on Lambda. Since Linux 5.14 those of one user namespace are counted by themselves.
void limit_processes() {
  const rlimit processes{kProcesses, kProcesses};
  ::setrlimit(RLIMIT_NPROC, &processes);
}

// Ends with us. A parent in another process namespace has the number 0.
void end_with_supervisor(pid_t supervisor) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != supervisor) ::_exit(127);  // it died before the line above
}

// The runtime between vfork and exec: system calls only.
[[noreturn]] void become_runtime(Launch& launch) {
  const bool in_sandbox = launch.sandbox >= 0;
  end_with_supervisor(in_sandbox ? 0 : launch.supervisor);
  const int failure = ::fcntl(launch.failure, F_DUPFD_CLOEXEC, launch.lowest_free);
  if (failure < 0) fail_start(launch.failure, StartStep::Descriptors);
  if (!place_descriptors(launch)) fail_start(failure, StartStep::Descriptors);
  if (::chdir(launch.request.working_directory) != 0) fail_start(failure, StartStep::WorkingDirectory);
  if (in_sandbox) {
    limit_processes();
    if (!sandbox::drop_privileges() || !sandbox::filter_system_calls()) fail_start(failure, StartStep::Sandbox);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execve(launch.request.executable, launch.request.arguments.data(), launch.request.environment.data());
  fail_start(failure, StartStep::Execute);
}

// Process 1 of a sandbox. What is to be told in its name is told before it lets go of the pipe.
[[noreturn]] void become_sandbox(Launch& launch, uid_t user, gid_t group) {
  end_with_supervisor(0);
  const bool own_network = launch.request.own_network;
  if (!sandbox::make_sandbox(*launch.request.plan, user, group, own_network))
    fail_start(launch.failure, StartStep::Sandbox);
  sandbox::run_init(own_network ? launch.descriptors.back().first : -1);
}

// Of a process namespace only what is forked after entering it is a member: that is the runtime, and a child of ours like this one.
[[noreturn]] void enter_sandbox(Launch& launch) {
  if (!sandbox::enter_namespaces(launch.sandbox, launch.request.own_network))
    fail_start(launch.failure, StartStep::Sandbox);
  const pid_t runtime = sandbox::fork_sibling();
  if (runtime == 0) become_runtime(launch);
  if (runtime < 0) fail_start(launch.failure, StartStep::Fork);
  tell(launch.failure, {runtime});
  ::_exit(0);
}

pid_t fork_runtime(Launch& launch) {
  if (launch.request.plan) {
    const uid_t user = ::geteuid();
    const gid_t group = ::getegid();
    const pid_t forked = sandbox::fork_into_namespaces(launch.request.own_network);
    if (forked == 0) become_sandbox(launch, user, group);
    return forked;
  }
  if (launch.sandbox >= 0) {
    const pid_t forked = launch.group->fork_into();
    if (forked == 0) enter_sandbox(launch);
    return forked;
  }
  if (!launch.group->empty()) {
    const pid_t forked = launch.group->fork_into();
    if (forked == 0) become_runtime(launch);
    return forked;
  }
  // vfork: no page tables to copy, and the exec has happened (or failed) when it returns. The child makes system calls
  // only and changes nothing but `launch.descriptors`, which nobody reads afterwards.
  const pid_t pid = ::vfork();           // NOLINT(clang-analyzer-security.insecureAPI.vfork)
  if (pid == 0) become_runtime(launch);  // NOLINT(clang-analyzer-unix.Vfork)
  return pid;
}

class Supervisor {
 public:
  Supervisor(Fd control, int signals, const ControlGroupPlaces& places)
      : control_(std::move(control)), signals_(signals), places_(places) {}

  // Starts the runtime and reports it, or why not.
  bool start(std::vector<Fd> descriptors) {
    Launch launch;
    launch.request = map_request(descriptors[1].get());
    launch.supervisor = ::getpid();
    auto pipe = Pipe::create();
    if (!pipe.ok() || launch.request.executable == nullptr) return report_failure({0, StartStep::Fork, errno});
    launch.failure = pipe->write.get();
    launch.descriptors = {{descriptors[2].get(), STDOUT_FILENO}, {descriptors[2].get(), STDERR_FILENO}};
    const std::size_t extras = launch.request.extra_targets.size();
    for (std::size_t index = 0; index < extras; ++index) {
      const int target = launch.request.extra_targets[index];
      launch.descriptors.emplace_back(descriptors[3 + index].get(), target);
      launch.lowest_free = std::max(launch.lowest_free, target + 1);
    }
    if (launch.request.in_sandbox) launch.sandbox = descriptors[3 + extras].get();
    is_sandbox_ = launch.request.plan.has_value();
    limits_ = launch.request.limits;
    if (!is_sandbox_) group_ = ControlGroup(places_, ControlGroupVersion::V2, limits_);
    launch.group = &group_;
    runtime_ = fork_runtime(launch);
    if (runtime_ < 0) return report_failure({0, StartStep::Fork, errno});
    pipe->write.reset();
    StartWord word;
    while (::read(pipe->read.get(), &word, sizeof word) == sizeof word) {
      if (word.process == 0) return report_failure(word);
      runtime_ = word.process;
    }
    report({SupervisorMessage::Kind::Started, runtime_, StartStep::Fork, ::getpid()});
    if (!limits_.group.empty()) moves_at_ = steady_clock::now() + (is_sandbox_ ? kMovesOrphansAfter : kMovesAfter);
    return true;
  }

  // Returns when no descendant is left.
  void run() {
    for (;;) {
      const bool children_left = reap();
      if (!children_left) return;
      if (ending_since_) kill_descendants({});
      if (moves_at_ && steady_clock::now() >= *moves_at_) move_all();
      pollfd events[] = {{control_ ? control_.get() : -1, POLLIN, 0}, {signals_, POLLIN, 0}};
      ::poll(events, 2, poll_timeout());
      if (events[1].revents != 0) {
        signalfd_siginfo taken;
        (void)!::read(signals_, &taken, sizeof taken);
      }
      if (events[0].revents != 0) obey();
    }
  }

  // When nobody is left in it.
  void remove_groups() {
    group_.remove();
    moved_into_.remove();
  }

  void report(const SupervisorMessage& message) { ::send(control_.get(), &message, sizeof message, MSG_NOSIGNAL); }

 private:
  bool report_failure(const StartWord& word) {
    if (runtime_ > 0) ::waitpid(runtime_, nullptr, 0);
    report({SupervisorMessage::Kind::NotStarted, word.code, word.step});
    return false;
  }

  int poll_timeout() const {
    if (!ending_since_ && !moves_at_) return -1;
    if (!ending_since_) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(*moves_at_ - steady_clock::now());
      return std::max(0, static_cast<int>(left.count()));
    }
    return steady_clock::now() - *ending_since_ < kEagerKilling ? kEagerRoundMs : kSlowRoundMs;
  }

  // Takes a command from the control socket; its end is a Kill, and nobody is there to be told any more.
  void obey() {
    SupervisorCommand command;
    const ssize_t size = ::recv(control_.get(), &command, sizeof command, MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (size != static_cast<ssize_t>(sizeof command)) {
      control_.reset();
      command = {};
    }
    if (command.kind == SupervisorCommand::Kind::Kill) {
      kill_all();
    } else if (runtime_ > 0) {
      ::kill(command.kind == SupervisorCommand::Kind::SignalGroup ? -runtime_ : runtime_, command.signal);
    }
  }

  // The runtime's process group goes in one blow, which no fork inside it escapes; run() hunts down the rest. A group
  // id is safe to use only until its leader is reaped.
  void kill_all() {
    if (!ending_since_) ending_since_ = steady_clock::now();
    moves_at_.reset();
    if (runtime_ > 0) ::kill(-runtime_, SIGKILL);
  }

  // Into the control groups of the old hierarchies, in rounds: what is being forked by somebody who is not in yet is not in either.
  void move_all() {
    moves_at_.reset();
    moved_into_ = ControlGroup(places_, ControlGroupVersion::V1, limits_);
    for (int round = 0; round < kMostRounds && !moved_into_.empty(); ++round) {
      const std::vector<pid_t> members = moved_into_.members();
      bool is_complete = true;
      for (const pid_t pid : descendants_of_ours()) {
        const bool is_first = is_sandbox_ && pid == runtime_;
        if (is_first || std::ranges::find(members, pid) != members.end()) continue;
        if (moved_into_.take(pid)) is_complete = false;
      }
      if (is_complete) break;
    }
    if (!is_sandbox_) remove_stale_control_groups(places_);
  }

  bool has_run_out_of_memory() const { return group_.ran_out_of_memory() || moved_into_.ran_out_of_memory(); }

  // Reaps whatever has exited. Returns whether a child is left.
  bool reap() {
    for (;;) {
      siginfo_t exited{};
      if (::waitid(P_ALL, 0, &exited, WEXITED | WNOHANG | WNOWAIT) != 0) return errno == EINTR;
      if (exited.si_pid == 0) return true;
      const bool is_runtime = exited.si_pid == runtime_;
      if (is_runtime) kill_all();
      int status = 0;
      rusage usage{};
      ::wait4(exited.si_pid, &status, 0, &usage);
      if (!is_runtime) continue;
      runtime_ = -1;
      const int out_of_memory = WIFSIGNALED(status) && has_run_out_of_memory() ? 1 : 0;
      report({SupervisorMessage::Kind::Exited, status, StartStep::Execute, 0, out_of_memory, usage.ru_maxrss});
    }
  }

  Fd control_;
  int signals_;
  const ControlGroupPlaces& places_;
  ProcessLimits limits_;
  ControlGroup group_, moved_into_;  // of the unified hierarchy, of the others
  std::optional<steady_clock::time_point> moves_at_;
  bool is_sandbox_ = false;  // what runs is process 1 of one
  pid_t runtime_ = -1;       // until it is reaped
  std::optional<steady_clock::time_point> ending_since_;
};

}  // namespace

void run_supervisor(std::vector<Fd> descriptors, int signals, const ControlGroupPlaces& places) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  ::prctl(PR_SET_PDEATHSIG, SIGCONT);  // a function may have stopped us
  ::prctl(PR_SET_NAME, "ll-supervisor");
  Supervisor supervisor(std::move(descriptors[0]), signals, places);
  if (supervisor.start(std::move(descriptors))) supervisor.run();
  supervisor.report({SupervisorMessage::Kind::Gone});
  supervisor.remove_groups();
  ::_exit(0);
}

}  // namespace lambdalocal::system

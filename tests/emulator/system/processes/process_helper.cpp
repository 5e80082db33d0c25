// A process that misbehaves on demand, for process_test.cpp. Whatever it starts holds its standard output open, so that
// a reader of that pipe sees the end of file when, and only when, nothing of it is left.
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/system/processes/process.h"
#include "emulator/system/processes/process_tree.h"

namespace {

using namespace lambdalocal;

// One write: lines of several processes do not mix.
void say(const std::string& line) { (void)!::write(STDOUT_FILENO, (line + "\n").c_str(), line.size() + 1); }

[[noreturn]] void sleep_for_ever() {
  for (;;) ::pause();
}

// Forks twice and leaves session and process group: what no signal to a group and no parent-death signal reaches.
void start_daemon() {
  if (::fork() != 0) return;
  ::setsid();
  if (::fork() != 0) ::_exit(0);
  ::setsid();
  for (int number = 1; number < 32; ++number) ::signal(number, SIG_IGN);
  say("daemon " + std::to_string(::getpid()));
  sleep_for_ever();
}

// `width` lines of processes, each in a session of its own that passes life on to a fork after `rhythm` milliseconds.
[[noreturn]] void be_a_bomb(int width, int rhythm) {
  for (int line = 0; line < width; ++line) {
    if (::fork() != 0) continue;
    say("line");
    for (;;) {
      ::setsid();
      ::poll(nullptr, 0, rhythm);
      const pid_t pid = ::fork();
      if (pid > 0) ::_exit(0);
    }
  }
  sleep_for_ever();
}

void tell_state() {
  std::string descriptors;
  for (int fd = 0; fd < 1024; ++fd) {
    if (::fcntl(fd, F_GETFD) >= 0) descriptors += " " + std::to_string(fd);
  }
  say("descriptors" + descriptors);
  char directory[4096] = {};
  say(std::string("directory ") + ::getcwd(directory, sizeof directory));
  say(std::string("leader of its group ") + (::getpgid(0) == ::getpid() ? "yes" : "no"));
  say(std::string("terminal ") + (::open("/dev/tty", O_RDONLY | O_CLOEXEC) < 0 ? "no" : "yes"));
  sigset_t blocked;
  ::sigprocmask(SIG_SETMASK, nullptr, &blocked);
  int unusual = 0;
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction action {};
    ::sigaction(number, nullptr, &action);
    if (sigismember(&blocked, number) == 1 || action.sa_handler == SIG_IGN) ++unusual;
  }
  say("blocked or ignored signals " + std::to_string(unusual));
  const mode_t mask = ::umask(0);
  say("umask " + std::to_string(mask));
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  say("open files " + std::to_string(limit.rlim_cur));
  ::getrlimit(RLIMIT_CORE, &limit);
  say("core " + std::to_string(limit.rlim_cur));
  char byte = 0;
  say("standard input " + std::to_string(::read(STDIN_FILENO, &byte, 1)));
}

// A lambdalocal that starts a daemonising process (which writes to our output) and waits to be killed.
[[noreturn]] void be_a_parent(const char* self) {
  auto warden = system::Warden::create();
  boost::asio::io_context io;
  system::ProcessOptions options{self, {self, "daemon-and-sleep"}, {}, "/", STDOUT_FILENO};
  [[maybe_unused]] const auto process = system::Process::spawn(io.get_executor(), *warden, options);
  say("warden " + std::to_string(warden->pid()));
  io.run();
  sleep_for_ever();
}

}  // namespace

int main(int argc, char* argv[]) {
  const std::string_view mode = argc > 1 ? argv[1] : "";
  const int number = argc > 2 ? ::atoi(argv[2]) : 0;
  if (mode == "exit") return number;
  if (mode == "signal") return ::raise(number);
  if (mode == "state") tell_state();
  if (mode == "parent") be_a_parent(argv[0]);
  if (mode == "daemon-and-exit") start_daemon();
  if (mode == "daemon-and-sleep") {
    start_daemon();
    say("supervisor " + std::to_string(::getppid()));
    sleep_for_ever();
  }
  if (mode == "bomb") be_a_bomb(number, argc > 3 ? ::atoi(argv[3]) : 10);
  if (mode == "memory") {
    std::vector<char> memory(static_cast<std::size_t>(number) << 20, 'x');
    if (::fork() == 0) sleep_for_ever();
    say("filled");
    sleep_for_ever();
  }
  if (mode == "write-3") return ::write(3, "three\n", 6) == 6 ? 0 : 1;
  return 0;
}

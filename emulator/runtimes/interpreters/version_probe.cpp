#include "emulator/runtimes/interpreters/version_probe.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "emulator/system/files/fd.h"

namespace lambdalocal::runtimes {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kOutputBytes = 1024;
constexpr int kLowestPriority = 19;

// The child's end; kills it (and what it started) when it is still there at the end of the scope.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (pid_ <= 0) return;
    ::kill(-pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

  // Its wait status once it has ended, or none at the deadline.
  std::optional<int> wait_until(Clock::time_point deadline) {
    while (true) {
      int status = 0;
      const pid_t ended = ::waitpid(pid_, &status, WNOHANG);
      if (ended == pid_) {
        pid_ = 0;
        return status;
      }
      if (Clock::now() >= deadline) return std::nullopt;
      ::poll(nullptr, 0, 1);
    }
  }

 private:
  pid_t pid_;
};

pid_t spawn(const Machine& machine, const std::filesystem::path& binary, std::vector<std::string>& words, int output) {
  std::vector<std::string> variables;
  for (const char* name : {"PATH", "HOME", "LD_LIBRARY_PATH"}) {
    if (const std::string value = machine.variable(name); !value.empty()) variables.push_back(name + ("=" + value));
  }
  std::vector<char*> environment;
  environment.reserve(variables.size() + 1);
  for (std::string& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);
  std::string program = binary.native();
  std::vector<char*> arguments = {program.data()};
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, output, 1);
  ::posix_spawn_file_actions_adddup2(&actions, output, 2);
  sigset_t none;
  ::sigemptyset(&none);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  pid_t pid = 0;
  const int failed = ::posix_spawn(&pid, program.c_str(), &actions, &attributes, arguments.data(), environment.data());
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  return failed == 0 ? pid : 0;
}

// Reads until the end of the output; false when the deadline came first.
bool read_until(int fd, Clock::time_point deadline, std::string& output) {
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd ready = {fd, POLLIN, 0};
    if (left <= 0) return false;
    const int polled = ::poll(&ready, 1, static_cast<int>(left));
    if (polled < 0 && errno == EINTR) continue;
    if (polled <= 0) return false;
    std::array<char, 512> chunk;
    const ssize_t count = ::read(fd, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return true;
    if (output.size() < kOutputBytes) output.append(chunk.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace

std::optional<std::string> ask_version(const Machine& machine, const std::filesystem::path& binary,
                                       std::chrono::milliseconds limit) {
  return ask(machine, binary, {"--version"}, limit);
}

std::optional<std::string> ask(const Machine& machine, const std::filesystem::path& binary,
                               std::vector<std::string> arguments, std::chrono::milliseconds limit, Priority priority) {
  auto pipe = system::Pipe::create();
  if (!pipe) return std::nullopt;
  const auto deadline = Clock::now() + limit;
  const pid_t pid = spawn(machine, binary, arguments, pipe->write.get());
  if (pid <= 0) return "";
  Child child(pid);
  if (priority == Priority::Low) ::setpriority(PRIO_PROCESS, static_cast<id_t>(pid), kLowestPriority);
  pipe->write.reset();
  std::string output;
  if (!read_until(pipe->read.get(), deadline, output)) return std::nullopt;
  const auto status = child.wait_until(deadline);
  if (!status) return std::nullopt;
  return WIFEXITED(*status) && WEXITSTATUS(*status) == 0 ? output : "";
}

}  // namespace lambdalocal::runtimes

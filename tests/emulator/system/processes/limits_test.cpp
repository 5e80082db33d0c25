// Processes under pressure: refused by the machine, their helpers stopped, their memory counted.
#include <utility>
//
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <optional>
#include <vector>

#include "emulator/system/processes/process.h"
#include "emulator/system/processes/process_memory.h"
#include "emulator/system/processes/process_tree.h"
#include "tests/support/catch.h"
#include "tests/support/eventually.h"

namespace lambdalocal::system {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

// A child that runs `body` and then waits to be killed.
class Child {
 public:
  template <typename Body>
  explicit Child(Body body) : ready_(*Pipe::create()) {
    pid_ = ::fork();
    if (pid_ != 0) {
      ready_.write.reset();
      char byte = 0;
      (void)!::read(ready_.read.get(), &byte, 1);
      return;
    }
    body();
    (void)!::write(ready_.write.get(), "x", 1);
    for (;;) ::pause();
  }
  ~Child() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const { return pid_; }

 private:
  Pipe ready_;
  pid_t pid_ = 0;
};

class Spawner {
 public:
  Spawner() : warden_(*Warden::create()) {}

  Process spawn(const std::string& script) {
    ProcessOptions options;
    options.executable = "/bin/sh";
    options.arguments = {"sh", "-c", script};
    options.working_directory = "/";
    output_ = *Pipe::create();
    options.output_fd = output_.write.get();
    auto process = *Process::spawn(context_.get_executor(), warden_, options);
    output_.write.reset();
    return process;
  }

  std::string text() {
    std::string text(64, '\0');
    const ssize_t size = ::read(output_.read.get(), text.data(), text.size());
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return text;
  }

  template <typename T>
  T await(asio::awaitable<T> awaitable) {
    std::optional<T> result;
    asio::co_spawn(context_, std::move(awaitable),
                   [&](const std::exception_ptr&, T value) { result = std::move(value); });
    context_.restart();
    context_.run();
    return std::move(*result);
  }

  Warden& warden() { return warden_; }

 private:
  Warden warden_;
  asio::io_context context_;
  Pipe output_;
};

pid_t parent_of(pid_t pid) {
  for (const pid_t supervisor : ProcessTree().children_of(::getpid())) {
    for (const pid_t candidate : ProcessTree().children_of(supervisor)) {
      for (const pid_t child : ProcessTree().children_of(candidate)) {
        if (child == pid) return candidate;
      }
    }
  }
  return 0;
}

TEST_CASE("a process whose supervisor was stopped is killed all the same") {
  Spawner spawner;
  Process process = spawner.spawn("echo up; exec sleep 1000");
  REQUIRE(spawner.text() == "up\n");
  REQUIRE(eventually([&] { return process.pid() != 0; }));  // it may run before its supervisor has said so
  const pid_t pid = process.pid();
  const pid_t supervisor = parent_of(pid);
  REQUIRE(supervisor > 0);
  ::kill(supervisor, SIGSTOP);
  REQUIRE(eventually([&] { return is_stopped(supervisor); }));
  process.kill();
  CHECK(spawner.await(process.gone(20s)));
  CHECK(::kill(pid, 0) != 0);
}

TEST_CASE("processes start although the warden was stopped, and it ends") {
  Spawner spawner;
  ::kill(spawner.warden().pid(), SIGSTOP);
  REQUIRE(eventually([&] { return is_stopped(spawner.warden().pid()); }));
  {
    Process process = spawner.spawn("echo up");
    CHECK(spawner.await(process.exited()).code == 0);
  }
  ::kill(spawner.warden().pid(), SIGSTOP);
  REQUIRE(eventually([&] { return is_stopped(spawner.warden().pid()); }));
  CHECK(spawner.warden().close(20s));
}

TEST_CASE("what the machine refuses is not the fault of what was to be started") {
  ExitReport report{ExitReport::Kind::NotStarted, EAGAIN, StartStep::Fork};
  CHECK(report.is_machine_s_fault());
  report = {ExitReport::Kind::NotStarted, ENOMEM, StartStep::Execute};
  CHECK(report.is_machine_s_fault());
  report = {ExitReport::Kind::NotStarted, ENOEXEC, StartStep::Execute};
  CHECK_FALSE(report.is_machine_s_fault());
  report = {ExitReport::Kind::Exited, EAGAIN, StartStep::Fork};
  CHECK_FALSE(report.is_machine_s_fault());
}

// A process that has taken 64 MiB, and so many children that share them.
Child process_of_64_mib(int children) {
  return Child([children] {
    auto* memory = new std::vector<char>(64 << 20, 'x');
    for (int number = 0; number < children; ++number) {
      if (::fork() == 0) {
        for (;;) ::pause();
      }
    }
    if (memory->empty()) ::_exit(1);
  });
}

TEST_CASE("memory that a process and its children share counts once, files do not") {
  const Child alone = process_of_64_mib(0), shared = process_of_64_mib(2);
  const std::int64_t alone_kb = ProcessMemory(alone.pid()).unreclaimable_kb();
  const std::int64_t shared_kb = ProcessMemory(shared.pid()).unreclaimable_kb();
  CHECK(alone_kb >= 64 * 1024);
  CHECK(shared_kb >= 64 * 1024);
  CHECK(shared_kb < 2 * alone_kb);  // a sanitizer has memory of its own for each byte, so that no number would do
  for (const pid_t pid : ProcessTree().children_of(shared.pid())) ::kill(pid, SIGKILL);
}

}  // namespace
}  // namespace lambdalocal::system

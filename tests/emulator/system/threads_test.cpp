// On a machine that gives no thread: a container with a limit of processes.
#include "emulator/system/threads.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>
//
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>
#include <thread>

#include "emulator/bundle/unpack.h"
#include "emulator/system/files/fd.h"
#include "emulator/system/workers.h"
#include "tests/support/catch.h"
#include "tests/support/zip_writer.h"

using namespace lambdalocal;
using namespace lambdalocal::tests;
namespace fs = std::filesystem;
namespace asio = boost::asio;

namespace {

// Whether `work` returns true in a process that can start no thread and no process.
bool works_without_threads(const std::function<bool()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    constexpr uid_t kNobody = 65534;  // the limit does not bind root
    const rlimit none{0, 0};
    if (::setrlimit(RLIMIT_NPROC, &none) != 0 || (::geteuid() == 0 && ::setuid(kNobody) != 0)) ::_exit(2);
    ::_exit(work() ? 0 : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

TEST_CASE("work is shared by as many threads as were asked for, the caller among them") {
  std::atomic<int> running{0};
  system::run_on_threads(3, [&] {
    ++running;
    while (running < 3) std::this_thread::yield();
  });
  CHECK(running == 3);
}

TEST_CASE("where no thread can be started the caller does the work alone") {
  CHECK(works_without_threads([] {
    int calls = 0;
    system::run_on_threads(4, [&] { ++calls; });
    return calls == 1;
  }));
}

TEST_CASE("where no thread can be started a package is unpacked all the same, modes included") {
  TestDirectory directory;
  std::vector<ZipEntry> entries;
  for (int i = 0; i < 600; ++i) entries.push_back(file("d" + std::to_string(i % 7) + "/" + std::to_string(i), "x"));
  entries.push_back(file("bootstrap", "#!/bin/sh\n", 0100755));
  const system::Fd zip(::open(directory.zip("x.zip", entries).c_str(), O_RDONLY | O_CLOEXEC));
  fs::create_directory(directory / "root");
  fs::permissions(directory / "root", fs::perms::all);
  const system::Fd root(::open((directory / "root").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  CHECK(works_without_threads([&] { return bundle::unpack(zip.get(), root.get(), {.threads = 4}).ok(); }));
  CHECK(read_file(directory / "root/d4/599") == "x");
  CHECK(fs::status(directory / "root/bootstrap").permissions() == fs::perms(0555));
}

TEST_CASE("where no worker can be started the loop does their work") {
  CHECK(works_without_threads([] {
    asio::io_context loop;
    system::Workers workers(loop.get_executor(), 2);
    int result = 0;
    asio::co_spawn(
        loop, [&]() -> asio::awaitable<void> { result = co_await workers.run([] { return 7; }); },
        [](const std::exception_ptr&) {});
    loop.run();
    return result == 7;
  }));
}

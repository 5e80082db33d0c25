#include "emulator/system/spawn.h"

#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <csignal>
#include <stdexcept>

#include "tests/support/catch.h"

namespace asio = boost::asio;
using lambdalocal::system::spawn;

namespace {

asio::awaitable<void> fail() {
  throw std::runtime_error("escaped");
  co_return;
}

asio::awaitable<void> set(bool& done) {
  done = true;
  co_return;
}

}  // namespace

TEST_CASE("what is spawned runs with the loop, not before") {
  asio::io_context loop;
  bool done = false;
  spawn(loop.get_executor(), set(done));
  CHECK_FALSE(done);
  loop.run();
  CHECK(done);
}

TEST_CASE("an exception that escapes a spawned coroutine ends the program") {
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL);
    ::close(STDERR_FILENO);
    asio::io_context loop;
    spawn(loop.get_executor(), fail());
    loop.run();
    ::_exit(0);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
}

#include "emulator/system/files/write_all.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <thread>

#include "emulator/system/files/fd.h"
#include "tests/support/catch.h"

namespace lambdalocal::system {
namespace {

Pipe pipe_of_ours() {
  std::signal(SIGPIPE, SIG_IGN);
  auto pipe = Pipe::create();
  REQUIRE(pipe.ok());
  return *std::move(pipe);
}

}  // namespace

TEST_CASE("all parts are written, also where the reader is slow") {
  auto pipe = pipe_of_ours();
  ::fcntl(pipe.write.get(), F_SETFL, O_NONBLOCK);
  const std::string big(3 * 1024 * 1024, 'x');
  std::size_t received = 0;
  std::jthread reader([&] {
    std::array<char, 65536> buffer{};
    for (ssize_t n = 0; (n = ::read(pipe.read.get(), buffer.data(), buffer.size())) > 0;) {
      received += static_cast<std::size_t>(n);
    }
  });
  const std::array<std::string_view, 3> parts = {big, "", "\n"};
  const auto written = write_all(pipe.write.get(), parts);
  pipe.write.reset();
  reader.join();
  REQUIRE(written.ok());
  CHECK(*written == Written::All);
  CHECK(received == big.size() + 1);
}

TEST_CASE("a reader that is gone is no error, a full disk is one") {
  auto pipe = pipe_of_ours();
  pipe.read.reset();
  const std::array<std::string_view, 1> parts = {"text"};
  const auto gone = write_all(pipe.write.get(), parts);
  REQUIRE(gone.ok());
  CHECK(*gone == Written::ReaderGone);

  const Fd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  const auto refused = write_all(full.get(), parts);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().message == "No space left on device");
}

}  // namespace lambdalocal::system

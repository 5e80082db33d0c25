#include "emulator/system/output_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <csignal>

#include "emulator/system/files/fd.h"
#include "tests/support/catch.h"
#include "tests/support/eventually.h"

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace lambdalocal::system {
namespace {

Pipe pipe_of_ours() {
  std::signal(SIGPIPE, SIG_IGN);
  auto pipe = Pipe::create();
  REQUIRE(pipe.ok());
  ::fcntl(pipe->read.get(), F_SETFL, O_NONBLOCK);
  return *std::move(pipe);
}

// Adds what lies in the pipe; whether there was anything.
bool read_into(std::string& text, const Pipe& pipe) {
  std::string piece(1 << 16, '\0');
  const ssize_t count = ::read(pipe.read.get(), piece.data(), piece.size());
  if (count > 0) text.append(piece, 0, static_cast<std::size_t>(count));
  return count > 0;
}

// Until not a byte more goes into it; how many lie in it then.
std::size_t fill(const Pipe& pipe) {
  ::fcntl(pipe.write.get(), F_SETFL, O_NONBLOCK);
  std::size_t bytes = 0;
  while (::write(pipe.write.get(), ".", 1) == 1) ++bytes;
  ::fcntl(pipe.write.get(), F_SETFL, 0);
  return bytes;
}

OutputWriterOptions bounded(std::size_t bound) {
  OutputWriterOptions options;
  options.bound = bound;
  options.dropped = [](std::uint64_t lines) { return std::to_string(lines) + " dropped\n"; };
  return options;
}

const std::string kLine = std::string(99, 'x') + "\n";

}  // namespace

TEST_CASE("texts for several descriptors leave in their order") {
  const auto pipe = pipe_of_ours();
  const Fd other(::dup(pipe.write.get()));
  asio::io_context loop;
  OutputWriter writer(loop.get_executor(), {});
  std::string expected;
  for (int count = 0; count < 100; ++count) {
    const std::string text = std::to_string(count) + "\n";
    writer.write(count % 3 == 0 ? other.get() : pipe.write.get(), text);
    expected += text;
  }
  REQUIRE(writer.flush_for(60s));
  std::string text;
  read_into(text, pipe);
  CHECK(text == expected);
}

TEST_CASE(
    "a pipe that nobody reads keeps no writer waiting, and how many lines were dropped is told once there is room") {
  const auto pipe = pipe_of_ours();
  const std::size_t before = fill(pipe);
  asio::io_context loop;
  OutputWriter writer(loop.get_executor(), bounded(100'000));
  std::string kept;
  for (int count = 0; count < 1000; ++count) kept += kLine;
  for (int count = 0; count < 5000; ++count) writer.offer(pipe.write.get(), kLine);
  CHECK_FALSE(writer.flush_for(1ms));

  std::string text;
  REQUIRE(eventually([&] {
    read_into(text, pipe);
    return text.ends_with(" dropped\n");
  }));
  text.erase(0, before);
  CHECK((text == kept + "4000 dropped\n"));

  text.clear();
  writer.offer(pipe.write.get(), "again\n");
  REQUIRE(writer.flush_for(60s));
  read_into(text, pipe);
  CHECK(text == "again\n");
}

TEST_CASE("who may lose nothing waits on the loop, which goes on meanwhile, until there is room") {
  const auto pipe = pipe_of_ours();
  asio::io_context loop;
  OutputWriter writer(loop.get_executor(), bounded(1000));
  for (int count = 0; count < 2000; ++count) writer.write(pipe.write.get(), kLine);
  CHECK_FALSE(writer.has_room());
  bool has_room = false;
  bool all_written = false;
  asio::co_spawn(
      loop,
      [&]() -> asio::awaitable<void> {
        co_await writer.until_room();
        has_room = true;
        co_await writer.until_written();
        all_written = true;
      },
      asio::detached);
  loop.poll();
  CHECK_FALSE(has_room);
  std::string text;
  REQUIRE(eventually([&] {
    read_into(text, pipe);
    loop.restart();
    loop.poll();
    return all_written;
  }));
  while (read_into(text, pipe)) {
  }
  CHECK(has_room);
  CHECK(text.size() == 2000 * kLine.size());
}

TEST_CASE("what cannot be written is known by its descriptor, and keeps nothing else back") {
  auto gone = pipe_of_ours();
  gone.read.reset();
  const auto pipe = pipe_of_ours();
  const Fd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  asio::io_context loop;
  OutputWriter writer(loop.get_executor(), {});
  for (const int descriptor : {gone.write.get(), full.get(), pipe.write.get()}) writer.write(descriptor, "text");
  REQUIRE(writer.flush_for(60s));
  CHECK(*writer.outcome(gone.write.get()) == Written::ReaderGone);
  CHECK(writer.outcome(full.get()).error().message == "No space left on device");
  CHECK(*writer.outcome(pipe.write.get()) == Written::All);
  std::string text;
  read_into(text, pipe);
  CHECK(text == "text");
}

TEST_CASE("a writer that hangs in a write holds up no one's end") {
  const auto pipe = pipe_of_ours();
  {
    asio::io_context loop;
    OutputWriter writer(loop.get_executor(), {});
    writer.write(pipe.write.get(), std::string(1 << 20, 'x'));
    std::string first;
    REQUIRE(eventually([&] { return read_into(first, pipe); }));
  }
  std::size_t left = 0;
  std::string text;
  REQUIRE(eventually([&] {
    read_into(text, pipe);
    left = text.size();
    return left >= (1 << 20) - (1 << 16);
  }));
}

}  // namespace lambdalocal::system

#include "emulator/doctor/listeners.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "emulator/system/files/fd.h"
#include "tests/support/catch.h"

using namespace lambdalocal;

TEST_CASE("the process that listens on a port is found, and a port without one is free") {
  std::uint16_t port = 0;
  {
    const system::Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), size) == 0);
    REQUIRE(::listen(socket.get(), 1) == 0);
    REQUIRE(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port = ntohs(address.sin_port);
    const auto listener = doctor::listener_on(port);
    REQUIRE(listener);
    CHECK(listener->pid == ::getpid());
    CHECK_FALSE(listener->program.empty());
  }
  CHECK_FALSE(doctor::listener_on(port));
}

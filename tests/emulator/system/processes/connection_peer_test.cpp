#include "emulator/system/processes/connection_peer.h"

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "emulator/system/files/fd.h"
#include "tests/support/catch.h"

using namespace lambdalocal::system;

namespace {

// A loopback connection, both ends ours.
struct Connection {
  Connection() {
    const Fd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::listen(listener.get(), 1) == 0);
    REQUIRE(::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
    client = Fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    REQUIRE(::connect(client.get(), reinterpret_cast<sockaddr*>(&address), size) == 0);
    served = Fd(::accept4(listener.get(), reinterpret_cast<sockaddr*>(&theirs), &size, SOCK_CLOEXEC));
    REQUIRE(served);
    size = sizeof ours;
    REQUIRE(::getsockname(served.get(), reinterpret_cast<sockaddr*>(&ours), &size) == 0);
  }
  ConnectionPeer peer(pid_t root) const { return peer_of_connection(theirs, ours, root); }

  Fd client, served;
  sockaddr_in theirs{}, ours{};
};

// A child that keeps what it inherited, or nothing of it, until it is killed.
class Child {
 public:
  explicit Child(const Fd* closed = nullptr) {
    const Pipe ready = Pipe::create().value();
    pid_ = ::fork();
    char byte = 'r';
    if (pid_ == 0) {
      if (closed != nullptr) ::close(closed->get());
      (void)!::write(ready.write.get(), &byte, 1);
      for (;;) ::pause();
    }
    (void)!::read(ready.read.get(), &byte, 1);
  }
  ~Child() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = 0;
};

}  // namespace

TEST_CASE("the kernel tells whether a process of a tree holds the other end of a connection") {
  Connection connection;
  CHECK(connection.peer(::getpid()) == ConnectionPeer::OfTree);
  const Child sharing;
  CHECK(connection.peer(sharing.pid()) == ConnectionPeer::OfTree);
  connection.client.reset();
  CHECK(connection.peer(::getpid()) == ConnectionPeer::OfTree);  // by its child
  CHECK(parent_of(sharing.pid()) == ::getpid());
}

TEST_CASE("a process that does not hold the connection is a stranger, and none holds one that was closed") {
  Connection connection;
  const Child other(&connection.client);
  CHECK(connection.peer(other.pid()) == ConnectionPeer::Stranger);
  connection.client.reset();
  CHECK(connection.peer(::getpid()) == ConnectionPeer::Ended);
  CHECK(parent_of(1 << 30) == 0);
}

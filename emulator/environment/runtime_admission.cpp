// Who may talk to an environment's APIs: its own processes. The address is no secret on the machine, and a path that is
// one would not do: clients split AWS_LAMBDA_RUNTIME_API into host and port. So the kernel is asked which process has the
// other end of a connection open, once for each connection, and that must be one of the trees which the environment's
// supervisors hold together, whatever user it runs as.
#include <netinet/in.h>
#include <sys/socket.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "emulator/environment/execution_environment.h"
#include "emulator/system/processes/connection_peer.h"

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace lambdalocal::environment {
namespace {

bool read_ends(int socket, sockaddr_in& theirs, sockaddr_in& ours) {
  socklen_t theirs_size = sizeof theirs, ours_size = sizeof ours;
  return ::getpeername(socket, reinterpret_cast<sockaddr*>(&theirs), &theirs_size) == 0 &&
         ::getsockname(socket, reinterpret_cast<sockaddr*>(&ours), &ours_size) == 0;
}

// Whether the peer is one of the process's tree.
bool is_of(const system::Process& process, const sockaddr_in& theirs, const sockaddr_in& ours) {
  const pid_t pid = process.pid();
  if (pid == 0) return false;  // it could not be started
  const pid_t supervisor = process.has_exited() ? 0 : system::parent_of(pid);
  switch (system::peer_of_connection(theirs, ours, supervisor > 1 ? supervisor : pid)) {
    case system::ConnectionPeer::OfTree: return true;
    case system::ConnectionPeer::Stranger: return false;
    case system::ConnectionPeer::Ended: return process.has_exited() || supervisor == 0;  // its last words
    case system::ConnectionPeer::Untold: break;
  }
  return true;  // pages of other sites are refused all the same
}

}  // namespace

asio::awaitable<bool> ExecutionEnvironment::admits(std::weak_ptr<ExecutionEnvironment> weak, int socket) {
  auto self = weak.lock();
  sockaddr_in theirs{}, ours{};
  if (!self || self->processes_.empty() || !read_ends(socket, theirs, ours)) co_return false;
  // A process may be quicker here than the word that it has started.
  while (self->processes_.is_one_starting()) {
    asio::steady_timer turn(self->parts_.executor, 1ms);
    self.reset();
    boost::system::error_code ignored;
    co_await turn.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    self = weak.lock();
    if (!self) co_return false;
  }
  // In a network of their own there is nobody else.
  const Sandbox* const sandbox = self->processes_.sandbox();
  bool admitted = sandbox != nullptr && sandbox->own_network();
  if (admitted) co_return true;
  for (const auto& process : self->processes_.all()) admitted = admitted || is_of(*process, theirs, ours);
  // What has lost its parent in a sandbox is a child of its first process.
  if (sandbox != nullptr && !admitted) {
    admitted = system::peer_of_connection(theirs, ours, sandbox->first_process()) == system::ConnectionPeer::OfTree;
  }
  co_return admitted;
}

}  // namespace lambdalocal::environment

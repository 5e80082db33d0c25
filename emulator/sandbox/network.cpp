#include "emulator/sandbox/network.h"

#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "emulator/system/files/fd.h"
#include "emulator/system/processes/warden_protocol.h"

namespace lambdalocal::sandbox {

bool raise_loopback() {
  const system::Fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::strncpy(request.ifr_name, "lo", IFNAMSIZ - 1);
  if (!socket || ::ioctl(socket.get(), SIOCGIFFLAGS, &request) != 0) return false;
  request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP);
  return ::ioctl(socket.get(), SIOCSIFFLAGS, &request) == 0;
}

bool hand_out_socket(int requests) {
  char request = 0;
  const ssize_t size = ::recv(requests, &request, 1, MSG_DONTWAIT);
  if (size < 0) return errno == EAGAIN || errno == EINTR;
  if (size == 0) return false;
  const system::Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP));
  return socket && system::send_descriptors(requests, {socket.get()});
}

}  // namespace lambdalocal::sandbox

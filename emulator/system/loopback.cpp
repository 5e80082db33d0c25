#include "emulator/system/loopback.h"

#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cstring>

#include "emulator/system/files/fd.h"

namespace lambdalocal::system {

Result<void> require_loopback() {
  const Fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::strncpy(request.ifr_name, "lo", IFNAMSIZ - 1);
  // Where it is called otherwise, or may not be asked for, the runtime finds out.
  if (!socket || ::ioctl(socket.get(), SIOCGIFFLAGS, &request) != 0 || (request.ifr_flags & IFF_UP) != 0) return {};
  return Error{ErrorKind::System,
               "reach 127.0.0.1: the loopback interface is down\nin a network namespace of its own: ip link set lo up"};
}

}  // namespace lambdalocal::system

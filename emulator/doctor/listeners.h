// Which process listens on a port, asked of the kernel.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace lambdalocal::doctor {

struct Listener {
  int pid = 0;          // 0: of another user, or of a container
  std::string program;  // its name; empty without a pid
};

// None: the port of 127.0.0.1 is free.
std::optional<Listener> listener_on(std::uint16_t port);

}  // namespace lambdalocal::doctor

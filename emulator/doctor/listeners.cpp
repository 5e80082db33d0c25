// Whether a port is free is tried; /proc/net/tcp knows the socket that has it, and /proc/<pid>/fd who has that open.
#include "emulator/doctor/listeners.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "emulator/system/files/fd.h"

namespace lambdalocal::doctor {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kListening = "0A";

bool is_free(std::uint16_t port) {
  const system::Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int yes = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);  // as our servers do
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 || errno != EADDRINUSE;
}

// Of the sockets that listen on it, on whatever address: "socket:[4711]", as links in /proc/<pid>/fd have them.
std::vector<std::string> sockets_on(std::uint16_t port) {
  std::vector<std::string> sockets;
  for (const char* file : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    std::ifstream table(file);
    std::string line;
    std::getline(table, line);  // of headings
    while (std::getline(table, line)) {
      std::istringstream fields(line);
      std::string number, local, remote, state, queues, timer, again, user, timeout, inode;
      fields >> number >> local >> remote >> state >> queues >> timer >> again >> user >> timeout >> inode;
      const bool is_port = local.ends_with(fmt::format(":{:04X}", port));
      if (is_port && state == kListening) sockets.push_back(fmt::format("socket:[{}]", inode));
    }
  }
  return sockets;
}

bool has_open(const fs::path& process, const std::vector<std::string>& sockets) {
  std::error_code failed;
  for (fs::directory_iterator entry(process / "fd", failed), end; !failed && entry != end; entry.increment(failed)) {
    std::error_code gone;
    const std::string target = fs::read_symlink(entry->path(), gone).string();
    if (std::ranges::find(sockets, target) != sockets.end()) return true;
  }
  return false;
}

}  // namespace

std::optional<Listener> listener_on(std::uint16_t port) {
  if (is_free(port)) return std::nullopt;
  const auto sockets = sockets_on(port);
  std::error_code failed;
  for (fs::directory_iterator entry("/proc", failed), end; !failed && entry != end; entry.increment(failed)) {
    const std::string name = entry->path().filename().string();
    if (!std::ranges::all_of(name, [](unsigned char c) { return std::isdigit(c) != 0; })) continue;
    if (!has_open(entry->path(), sockets)) continue;
    Listener listener{std::atoi(name.c_str()), {}};
    std::ifstream comm(entry->path() / "comm");
    std::getline(comm, listener.program);
    return listener;
  }
  return Listener{};
}

}  // namespace lambdalocal::doctor

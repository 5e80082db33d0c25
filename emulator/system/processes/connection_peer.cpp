#include "emulator/system/processes/connection_peer.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "emulator/system/files/fd.h"
#include "emulator/system/processes/process_tree.h"

namespace lambdalocal::system {
namespace {

// Of a socket. 0: the kernel has it without a process. None: the kernel cannot be asked this way.
using Inode = std::optional<std::uint64_t>;

// The kernel looks the socket up in its own table: as quick among thousands as among few.
Inode inode_by_netlink(const sockaddr_in& theirs, const sockaddr_in& ours) {
  const Fd netlink(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
  if (!netlink) return std::nullopt;
  struct {
    nlmsghdr head;
    inet_diag_req_v2 request;
  } question{};
  question.head.nlmsg_len = sizeof question;
  question.head.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  question.head.nlmsg_flags = NLM_F_REQUEST;
  question.request.sdiag_family = AF_INET;
  question.request.sdiag_protocol = IPPROTO_TCP;
  question.request.idiag_states = ~0U;
  question.request.id.idiag_sport = theirs.sin_port;
  question.request.id.idiag_dport = ours.sin_port;
  question.request.id.idiag_src[0] = theirs.sin_addr.s_addr;
  question.request.id.idiag_dst[0] = ours.sin_addr.s_addr;
  question.request.id.idiag_cookie[0] = question.request.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
  if (::send(netlink.get(), &question, sizeof question, 0) != static_cast<ssize_t>(sizeof question))
    return std::nullopt;
  alignas(nlmsghdr) char answer[4096];
  const ssize_t size = ::recv(netlink.get(), answer, sizeof answer, MSG_DONTWAIT);  // it is there when send() returns
  if (size < static_cast<ssize_t>(sizeof(nlmsghdr))) return std::nullopt;
  nlmsghdr head;
  std::memcpy(&head, answer, sizeof head);
  if (head.nlmsg_type == NLMSG_ERROR) {
    nlmsgerr error{};
    std::memcpy(&error, answer + NLMSG_HDRLEN, std::min(sizeof error, static_cast<std::size_t>(size) - NLMSG_HDRLEN));
    // Without its module the kernel says ENOENT of every socket: then the socket of ours is not found either.
    return std::nullopt;
  }
  inet_diag_msg found;
  if (head.nlmsg_type != SOCK_DIAG_BY_FAMILY || size < static_cast<ssize_t>(NLMSG_HDRLEN + sizeof found)) {
    return std::nullopt;
  }
  std::memcpy(&found, answer + NLMSG_HDRLEN, sizeof found);
  return found.idiag_inode;
}

// "0100007F:0BB9" as in /proc/net/tcp, "0000000000000000FFFF00000100007F:0BB9" as in tcp6.
std::string written(const sockaddr_in& address, bool v6) {
  const auto number = address.sin_addr.s_addr;
  return fmt::format("{}{:08X}:{:04X}", v6 ? "0000000000000000FFFF0000" : "", number, ntohs(address.sin_port));
}

Inode inode_by_table(const sockaddr_in& theirs, const sockaddr_in& ours) {
  Inode inode;
  for (const bool v6 : {false, true}) {
    std::ifstream table(v6 ? "/proc/net/tcp6" : "/proc/net/tcp");
    if (!table) continue;
    inode = 0;
    const std::string ends = written(theirs, v6) + " " + written(ours, v6) + " ";
    for (std::string line; std::getline(table, line);) {
      if (line.find(ends) == std::string::npos) continue;
      std::istringstream fields(line);
      std::string field;
      for (int number = 0; number < 10 && fields >> field; ++number) {
      }
      return std::strtoull(field.c_str(), nullptr, 10);
    }
  }
  return inode;
}

enum class Holds { Yes, No, Untold };

Holds holds(pid_t pid, const std::string& socket) {
  const std::string directory = fmt::format("/proc/{}/fd", pid);
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(directory.c_str()), &::closedir);
  if (!entries) return errno == EACCES || errno == EPERM ? Holds::Untold : Holds::No;
  while (const dirent* entry = ::readdir(entries.get())) {
    char target[64];
    const ssize_t size = ::readlinkat(::dirfd(entries.get()), entry->d_name, target, sizeof target);
    if (size > 0 && std::string_view(target, static_cast<std::size_t>(size)) == socket) return Holds::Yes;
  }
  return Holds::No;
}

}  // namespace

ConnectionPeer peer_of_connection(const sockaddr_in& theirs, const sockaddr_in& ours, pid_t root) {
  Inode inode = inode_by_netlink(theirs, ours);
  if (!inode) inode = inode_by_table(theirs, ours);
  if (!inode) return ConnectionPeer::Untold;
  if (*inode == 0) return ConnectionPeer::Ended;
  const std::string socket = fmt::format("socket:[{}]", *inode);
  const ProcessTree tree;
  bool untold = false;
  std::vector<pid_t> generation{root};
  while (!generation.empty()) {
    std::vector<pid_t> next;
    for (const pid_t pid : generation) {
      const Holds held = holds(pid, socket);
      if (held == Holds::Yes) return ConnectionPeer::OfTree;
      untold = untold || held == Holds::Untold;
      const auto children = tree.children_of(pid);
      next.insert(next.end(), children.begin(), children.end());
    }
    generation = std::move(next);
  }
  return untold ? ConnectionPeer::Untold : ConnectionPeer::Stranger;
}

pid_t parent_of(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string stat;
  std::getline(file, stat);
  // "pid (name) state parent ...", where the name may hold anything.
  const auto name_end = stat.rfind(')');
  return name_end == std::string::npos || name_end + 4 >= stat.size() ? 0 : std::atoi(stat.c_str() + name_end + 4);
}

}  // namespace lambdalocal::system

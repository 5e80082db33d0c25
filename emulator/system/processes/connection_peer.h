// Which process holds the other end of a TCP connection over loopback: asked of the kernel, which knows the socket's inode
// (sock_diag(7), or /proc/net/tcp), and of /proc, where each process shows the sockets it has open.
#pragma once

#include <netinet/in.h>
#include <sys/types.h>

namespace lambdalocal::system {

enum class ConnectionPeer {
  OfTree,    // a process of the tree has it open
  Stranger,  // processes have it open, but none of the tree
  Ended,     // no process has it open: whoever did has ended or closed it
  Untold,    // the kernel does not say, or a process of the tree does not show what it has open
};

// `theirs` and `ours` are the connection's two ends, as getpeername(2) and getsockname(2) tell them. The tree is `root` and
// all its descendants. About 50 us for a tree of one process.
ConnectionPeer peer_of_connection(const sockaddr_in& theirs, const sockaddr_in& ours, pid_t root);

// The parent of a process; 0 when it is gone.
pid_t parent_of(pid_t pid);

}  // namespace lambdalocal::system

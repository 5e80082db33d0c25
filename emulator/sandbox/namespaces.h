// Namespaces of its own for a sandbox, and how others enter them: user, mount, process and System V IPC namespaces, without any
// privilege (user_namespaces(7), setns(2)).
#pragma once

#include <sys/types.h>

namespace lambdalocal::sandbox {

// The user a function is on Lambda (recorded there), whoever runs lambdalocal.
constexpr unsigned kUser = 993, kGroup = 990;
constexpr const char* kUserName = "sbx_user1051";
constexpr const char* kHomes = "/home";  // in which theirs is said to be

// Forks into new namespaces: the child is process 1 of them. As fork(2): -1 with errno where the kernel allows none.
// With `own_network` also a network namespace.
pid_t fork_into_namespaces(bool own_network);

// In the child: makes it kUser and kGroup there, whom the kernel takes for the user outside. `user`, `group`: of the parent.
bool map_user(uid_t user, gid_t group);

// Enters the namespaces of process 1 of a sandbox, which `pidfd` is. What the caller forks then is in all of them.
bool enter_namespaces(int pidfd, bool own_network);

// fork(2), but the child is one of the caller's own parent.
pid_t fork_sibling();

}  // namespace lambdalocal::sandbox

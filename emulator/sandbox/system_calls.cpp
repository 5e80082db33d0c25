// A filter for the kernel's own interpreter: the number of the call is compared with those that are refused, with EPERM as Lambda
// does it. clone3 keeps its flags in memory, which no filter reads: it is told to be unknown, and C libraries take clone.
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>

#include "emulator/sandbox/privileges.h"

namespace lambdalocal::sandbox {
namespace {

#if defined(__x86_64__)
constexpr unsigned kMachine = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr unsigned kMachine = AUDIT_ARCH_AARCH64;
#else
constexpr unsigned kMachine = 0;  // not known: nothing is filtered
#endif

// Mounts and namespaces, keys, programs and probes for the kernel, the machine as a whole, and files by a handle instead of a path.
constexpr std::array kRefused = {
    SYS_mount,
    SYS_umount2,
    SYS_pivot_root,
    SYS_move_mount,
    SYS_open_tree,
    SYS_fsopen,
    SYS_fsconfig,
    SYS_fsmount,
    SYS_fspick,
    SYS_mount_setattr,
    SYS_chroot,
    SYS_unshare,
    SYS_setns,
    SYS_keyctl,
    SYS_add_key,
    SYS_request_key,
    SYS_bpf,
    SYS_perf_event_open,
    SYS_userfaultfd,
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_kexec_load,
    SYS_reboot,
    SYS_swapon,
    SYS_swapoff,
    SYS_acct,
    SYS_quotactl,
    SYS_settimeofday,
    SYS_clock_settime,
    SYS_sethostname,
    SYS_setdomainname,
    SYS_syslog,
    SYS_vhangup,
    SYS_open_by_handle_at,
    SYS_io_uring_setup,
    SYS_io_uring_enter,
    SYS_io_uring_register,
};
constexpr unsigned kNewNamespaces =
    CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWCGROUP;

constexpr unsigned kAllow = SECCOMP_RET_ALLOW;
constexpr unsigned kRefuse = SECCOMP_RET_ERRNO | EPERM;
constexpr unsigned kUnknown = SECCOMP_RET_ERRNO | ENOSYS;
constexpr unsigned kOtherCalls = 0x40000000;  // of x32

constexpr sock_filter load(unsigned offset) { return {BPF_LD | BPF_W | BPF_ABS, 0, 0, offset}; }
constexpr sock_filter answer(unsigned value) { return {BPF_RET | BPF_K, 0, 0, value}; }
constexpr sock_filter skip(int test, unsigned value, unsigned if_so, unsigned if_not) {
  return {static_cast<std::uint16_t>(BPF_JMP | test | BPF_K), static_cast<std::uint8_t>(if_so),
          static_cast<std::uint8_t>(if_not), value};
}

constexpr auto filter() {
  constexpr std::size_t kBefore = 4, kAfter = 8;
  std::array<sock_filter, kBefore + kRefused.size() + kAfter> program{};
  std::size_t at = 0;
  program[at++] = load(offsetof(seccomp_data, arch));
  program[at++] = skip(BPF_JEQ, kMachine, 1, 0);
  program[at++] = answer(kUnknown);  // of another machine's calls, 32-bit ones, there is none
  program[at++] = load(offsetof(seccomp_data, nr));
  for (std::size_t index = 0; index < kRefused.size(); ++index) {
    // To the answer at the end: behind the others of this list, and six more.
    const auto left = static_cast<unsigned>(kRefused.size() - index - 1 + 6);
    program[at++] = skip(BPF_JEQ, static_cast<unsigned>(kRefused[index]), left, 0);
  }
  program[at++] = skip(BPF_JGE, kOtherCalls, 6, 0);
  program[at++] = skip(BPF_JEQ, SYS_clone3, 5, 0);
  program[at++] = skip(BPF_JEQ, SYS_clone, 0, 2);
  program[at++] = load(offsetof(seccomp_data, args));
  program[at++] = skip(BPF_JSET, kNewNamespaces, 1, 0);
  program[at++] = answer(kAllow);
  program[at++] = answer(kRefuse);
  program[at++] = answer(kUnknown);
  return program;
}

}  // namespace

bool filter_system_calls() {
  if constexpr (kMachine == 0) return true;
  static constexpr auto kFilter = filter();
  const sock_fprog program{static_cast<unsigned short>(kFilter.size()), const_cast<sock_filter*>(kFilter.data())};
  return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program) == 0;
}

}  // namespace lambdalocal::sandbox

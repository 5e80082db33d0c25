// What lambdalocal, its warden and the supervisors tell each other. All are the same binary on the same machine, so
// messages are plain structs; each travels as one packet of a SOCK_SEQPACKET socket pair.
//
//   lambdalocal -> warden       one byte, and descriptors: control socket, request, output, extra descriptors, and a pidfd where
//                               it is to be in a sandbox
//   supervisor  -> lambdalocal  SupervisorMessage, on the control socket
//   lambdalocal -> supervisor   SupervisorCommand, on the control socket; its end of file means Kill
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/result.h"
#include "emulator/sandbox/plan.h"
#include "emulator/system/files/fd.h"
#include "emulator/system/processes/control_group.h"

namespace lambdalocal::system {

struct ProcessOptions;

// What was being done when a process could not be started.
enum class StartStep : std::int32_t { Fork, Descriptors, Sandbox, WorkingDirectory, Execute };

struct SupervisorMessage {
  enum class Kind : std::int32_t {
    Started,     // value: the runtime's process id
    NotStarted,  // value: errno
    Exited,      // value: wait status
    Gone,        // no descendant is left; the supervisor exits
  };
  Kind kind = Kind::Started;
  std::int32_t value = 0;
  StartStep step = StartStep::Fork;  // NotStarted: what failed
  std::int32_t supervisor = 0;       // Started: the supervisor's own process id
  std::int32_t out_of_memory = 0;    // Exited: 1 when the kernel has killed for the limit of its control group
  std::int64_t max_rss_kb = 0;       // Exited: peak resident memory of the runtime and the children it waited for
};

struct SupervisorCommand {
  enum class Kind : std::int32_t { Kill, Signal, SignalGroup };
  Kind kind = Kind::Kill;
  std::int32_t signal = 0;
};

// A spawn request as the supervisor reads it; the pointers lead into the mapped request.
struct SpawnRequest {
  const char* executable = nullptr;
  const char* working_directory = nullptr;
  std::vector<char*> arguments;    // ends with nullptr, as execve takes it
  std::vector<char*> environment;  // the same
  ProcessLimits limits;
  bool own_network =
      false;  // of the sandbox; then process 1 of a new one gets an extra descriptor for requests of sockets
  bool in_sandbox = false;            // the last descriptor is process 1 of it
  std::optional<sandbox::Plan> plan;  // it is to be process 1 of a new one
  std::vector<int> extra_targets;     // descriptor numbers of the extra descriptors in the new process
};

// Writes the strings and numbers of `options` into a memfd: a request has no size limit but the kernel's for execve,
// and the packet that carries it is tiny, so that sending one never has to wait.
Result<Fd> write_request(const ProcessOptions& options);

// Maps such a memfd, for good. Null strings when it is not readable.
SpawnRequest map_request(int memfd);

// One packet with descriptors. Never blocks on sending; false with errno.
bool send_descriptors(int socket, const std::vector<int>& descriptors);

// Receives one packet with descriptors, close-on-exec. False at end of file or on errors, with errno (0: end of file).
bool receive_descriptors(int socket, std::vector<Fd>& descriptors);

}  // namespace lambdalocal::system

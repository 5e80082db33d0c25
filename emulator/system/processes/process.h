// A process of ours and all its descendants: the runtime of an execution environment, or a tool we ask something. It is
// started through the warden and never outlives us: whatever ends lambdalocal, kill -9 included, ends every descendant
// of this process too, daemonised ones included (README.md says how).
#pragma once

#include <sys/types.h>

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/result.h"
#include "emulator/sandbox/plan.h"
#include "emulator/system/processes/control_group.h"
#include "emulator/system/processes/warden.h"
#include "emulator/system/processes/warden_protocol.h"

namespace lambdalocal::system {

class ProcessMemory;

// A process of a sandbox (emulator/sandbox), or process 1 of a new one: that executes nothing, and all others end with it.
struct Sandbox {
  std::shared_ptr<const sandbox::Plan> plan;  // of the new one
  int init = -1;                              // a pidfd of process 1 of the one it belongs to
  bool own_network = false;                   // of the new one, or the one it belongs to: nothing but loopback
};

struct ProcessOptions {
  std::string executable;                        // absolute: no PATH lookup
  std::vector<std::string> arguments;            // argv, argv[0] included
  std::vector<std::string> environment;          // "KEY=value", the whole environment
  std::string working_directory;                 // absolute
  int output_fd = -1;                            // becomes 1 and 2 of the process
  std::vector<std::pair<int, int>> extra_fds{};  // (descriptor of ours, its number in the process, >= 3)
  Sandbox sandbox{};
  ProcessLimits limits{};
};

// How a process ended.
struct ExitReport {
  enum class Kind {
    NotStarted,  // code: errno, of what `step` tried
    Exited,      // code: exit code
    Signaled,    // code: signal number
  };
  Kind kind = Kind::Exited;
  int code = 0;
  StartStep step = StartStep::Execute;
  bool out_of_memory = false;   // the kernel has killed for the limit of its control group
  std::int64_t max_rss_kb = 0;  // peak resident memory, as the kernel counted it for the process alone

  // "exit status 1", "signal: killed" (Go's words, which AWS's messages have), or why it could not be started.
  std::string text() const;

  // Not started for a reason that has nothing to do with what was to be started: no more processes, descriptors, memory.
  bool is_machine_s_fault() const;
};

// Not thread-safe: used on the executor's thread only.
class Process {
 public:
  // Asks the warden to start a process and returns at once; whether it started is told by exited(). The descriptors in
  // `options` stay the caller's and may be closed as soon as this returns. Fails when the warden is gone.
  static Result<Process> spawn(const boost::asio::any_io_executor& executor, Warden& warden,
                               const ProcessOptions& options);

  Process(Process&&) noexcept = default;
  Process& operator=(Process&& other) noexcept;

  // Kills the process and all its descendants, without waiting. Whoever awaits exited() or gone() resumes.
  ~Process();

  // Its id, once it has started; 0 when it could not be started.
  boost::asio::awaitable<pid_t> started();

  // How the process itself ended; its descendants are being killed by then. May be awaited again, and by several.
  boost::asio::awaitable<ExitReport> exited();

  // Waits until neither the process nor any descendant is left, for `limit` at most. Returns whether that is so. Does
  // not kill: kill() first, unless the process has exited.
  boost::asio::awaitable<bool> gone(std::chrono::milliseconds limit);

  // 0 until it has started. After exited() the id may belong to another process.
  pid_t pid() const;
  bool has_exited() const;  // or could not be started

  // SIGKILL to the process and all its descendants; returns at once.
  void kill();

  // Memory of the process and its live descendants that the kernel cannot take back: neither code nor mapped files. 0
  // before the start and after the exit. About 5 us for a process without children.
  std::int64_t unreclaimable_memory_kb();

  // Sends a signal to the process alone; nothing happens when it has exited.
  void signal(int number);

  // Sends a signal to the process and all that stayed in its process group.
  void signal_group(int number);

  // Peak resident memory of the process and its live descendants since their start; 0 before the start and after the
  // exit (then ExitReport has it). About 8 us.
  std::int64_t peak_memory_kb();
  std::int64_t peak_memory_mb() { return (peak_memory_kb() + 1023) / 1024; }

  // What the process itself has used of the processors since its start; 0 before the start and after the exit. Less than
  // a microsecond.
  std::chrono::nanoseconds processor_time();

 private:
  struct State;
  ProcessMemory* memory();  // nullptr while there is no process
  explicit Process(std::shared_ptr<State> state) : state_(std::move(state)) {}

  std::shared_ptr<State> state_;
};

}  // namespace lambdalocal::system

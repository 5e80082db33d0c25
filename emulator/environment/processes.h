// The processes of one execution environment, each with the pipe that it and its children write to: the runtime, and what
// runs beside it. They share one life: all are frozen, measured, killed and waited for at the same time.
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/result.h"
#include "emulator/environment/output_reader.h"
#include "emulator/environment/sandbox.h"
#include "emulator/logs/log_sink.h"
#include "emulator/system/processes/process.h"

namespace lambdalocal::environment {

class Processes {
 public:
  // `limits` are those of all of them together. `warden`, `stream` and `log` must outlive it.
  Processes(boost::asio::any_io_executor executor, system::Warden& warden, system::ProcessLimits limits,
            const LogStream& stream, logs::LogSink& log)
      : executor_(std::move(executor)), warden_(warden), limits_(std::move(limits)), stream_(stream), log_(log) {}
  // Kills all of them, and logs nothing more.
  ~Processes();
  Processes(const Processes&) = delete;
  Processes& operator=(const Processes&) = delete;

  // From now on they are started in a sandbox, which ends with the environment.
  void put_into(std::shared_ptr<Sandbox> sandbox) { sandbox_ = std::move(sandbox); }
  const Sandbox* sandbox() const { return sandbox_.get(); }
  const system::ProcessLimits& limits() const { return limits_; }

  // Starts one; its output is logged as of `source`. `framed_log`: the descriptor by which it writes framed log records, into
  // the same pipe as its stdout and stderr, so that all stays in order.
  Result<std::shared_ptr<system::Process>> start(system::ProcessOptions options, LogSource source,
                                                 std::optional<int> framed_log);

  bool empty() const { return members_.empty(); }
  bool is_one_starting() const;  // neither has it started, nor failed to
  std::vector<std::shared_ptr<system::Process>> all() const;

  // Logs what they have written until now.
  void drain_output();

  // Stops, or lets go on, all of them with their process groups.
  void freeze();
  void thaw();

  // Kills them, waits for nothing.
  void kill();
  // The same for good, with the sandbox.
  void kill_all();
  // Kills them and waits until nothing of them is left, until `deadline` at most; then logs the last of their output. From
  // the call on there are none, and others may be started.
  boost::asio::awaitable<void> end(std::chrono::steady_clock::time_point deadline);
  // The same for good, with the sandbox.
  boost::asio::awaitable<void> end_all(std::chrono::steady_clock::time_point deadline);

  // Of all that live: as Process has them.
  std::int64_t peak_memory_mb();
  std::int64_t unreclaimable_memory_kb();

 private:
  struct Member {
    std::shared_ptr<system::Process> process;
    std::shared_ptr<OutputReader> output;
  };
  static boost::asio::awaitable<void> empty_sandbox(std::shared_ptr<Sandbox> sandbox,
                                                    boost::asio::any_io_executor executor,
                                                    std::chrono::steady_clock::time_point deadline);
  static boost::asio::awaitable<void> end_sandbox(std::shared_ptr<Sandbox> sandbox,
                                                  std::chrono::steady_clock::time_point deadline);
  static boost::asio::awaitable<void> end_one(Member member, std::chrono::steady_clock::time_point deadline);

  const boost::asio::any_io_executor executor_;
  system::Warden& warden_;
  const system::ProcessLimits limits_;
  const LogStream& stream_;
  logs::LogSink& log_;
  std::vector<Member> members_;
  std::shared_ptr<Sandbox> sandbox_;  // none: they see the machine as it is
};

}  // namespace lambdalocal::environment

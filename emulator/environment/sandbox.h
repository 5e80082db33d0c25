// The sandbox of one execution environment (emulator/sandbox): made before its first process, there until the environment ends, so
// that /tmp is kept while runtimes come and go.
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/function/isolation.h"
#include "core/result.h"
#include "emulator/sandbox/view.h"
#include "emulator/system/files/fd.h"
#include "emulator/system/processes/process.h"

namespace lambdalocal::environment {

class Sandbox {
 public:
  // An error where the machine allows none, within milliseconds. `limits`: of what loses its parent inside.
  static boost::asio::awaitable<Result<std::shared_ptr<Sandbox>>> make(boost::asio::any_io_executor executor,
                                                                       system::Warden& warden,
                                                                       std::shared_ptr<const sandbox::View> view,
                                                                       system::ProcessLimits limits, Network network);

  // Has the process that is started with these options belong to it, with paths as they are inside.
  void put_into(system::ProcessOptions& options) const;

  std::shared_ptr<const sandbox::View> view() const { return view_; }

  // All processes that have lost their parent inside are children of this one.
  pid_t first_process() const { return first_.pid(); }
  std::int64_t unreclaimable_memory_kb() { return first_.unreclaimable_memory_kb(); }

  // Whether it has a network of its own, with loopback alone.
  bool own_network() const { return own_network_; }
  // A TCP socket of that network, and one that listens there.
  static boost::asio::awaitable<Result<system::Fd>> socket(std::shared_ptr<Sandbox> sandbox);
  static boost::asio::awaitable<Result<system::Fd>> listening_socket(std::shared_ptr<Sandbox> sandbox,
                                                                     std::uint16_t port);

  // Kills what runs in it, for the next to find it empty. What is started before that is done is killed, too.
  void kill_processes();
  boost::asio::awaitable<void> are_killed(boost::asio::any_io_executor executor,
                                          std::chrono::steady_clock::time_point deadline) const;
  // For good.
  void kill() { first_.kill(); }
  boost::asio::awaitable<bool> gone(std::chrono::milliseconds limit) { return first_.gone(limit); }

 private:
  Sandbox(std::shared_ptr<const sandbox::View> view, system::Process first, system::Fd pidfd)
      : view_(std::move(view)), first_(std::move(first)), pidfd_(std::move(pidfd)) {}

  std::shared_ptr<const sandbox::View> view_;
  system::Process first_;
  system::Fd pidfd_;
  bool own_network_ = false;
  std::optional<boost::asio::posix::stream_descriptor> socket_requests_;
};

}  // namespace lambdalocal::environment

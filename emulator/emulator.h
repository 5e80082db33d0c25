// The emulator: everything that runs, owned in the order it depends on one another. A command of lambdalocal, a test runner or
// any other program gives it an event loop, a project (core/project/project.h), a log and an observer, and needs no more:
// nothing in here reads flags or prints.
//
// apply() may be called again at any time: what changed is prepared anew, what vanished is drained, the rest is not touched.
// Nothing is unpacked or started before a function is called, or prepare_ahead() is. All is used on the loop's thread.
#pragma once

#include <utility>
//
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/invocation/result.h"
#include "core/project/project.h"
#include "core/result.h"
#include "emulator/building/builder.h"
#include "emulator/environment/concurrency.h"
#include "emulator/functions/function_files.h"
#include "emulator/functions/registry.h"
#include "emulator/gateway/front_end_servers.h"
#include "emulator/gateway/listening.h"
#include "emulator/invocation/asynchronous.h"
#include "emulator/invocation/connect_hint.h"
#include "emulator/invocation/invoker.h"
#include "emulator/lambda_api/server.h"
#include "emulator/logs/log_sink.h"
#include "emulator/observer.h"
#include "emulator/runtimes/machine.h"
#include "emulator/system/files/watcher.h"
#include "emulator/system/randomness.h"
#include "emulator/system/wakeup.h"
#include "emulator/system/workers.h"
#include "emulator/traffic.h"

namespace lambdalocal {

struct EmulatorOptions {
  runtimes::Machine machine;
  int max_concurrency = 100;                   // of the account
  environment::PoolOptions pool;               // of every version of every function
  std::size_t spares = 0;                      // spare environments, at most (environment/spares.h)
  double async_delay_scale = 1;                // of the delays between tries of asynchronous invocations
  std::size_t worker_threads = 2;              // for what blocks: unpacking, looking for interpreters
  Traffic* traffic = nullptr;                  // is told what callers ask for, and get; may be null
  std::shared_ptr<building::Builder> builder;  // of several emulators on one loop; else it has one of its own
};

struct EmulatorListening : gateway::ListeningOptions {
  std::uint16_t lambda_api_port = 3001;       // 0: any
  std::string lambda_api_setting;             // what people set it with, for advice
  std::uint16_t first_front_end_port = 3002;  // of those that name none; 0: any
  std::optional<std::string> region;          // of callers that sign for none
  std::optional<std::string> account_id;
};

class Emulator {
 public:
  // All must outlive it.
  Emulator(boost::asio::io_context& loop, system::Warden& warden, logs::LogSink& log, Observer& observer,
           EmulatorOptions options);
  Emulator(const Emulator&) = delete;
  Emulator& operator=(const Emulator&) = delete;
  ~Emulator();

  // Makes it be as `project` says. `since`: when the project was read; what changed in files from then on counts. On an error
  // what could be applied is.
  Result<void> apply(Project project, system::FileTime since = system::FileTime::now());

  // The Lambda API listens; the front ends do with the next apply().
  Result<void> listen(EmulatorListening options);

  // From now on a change of a function's files is taken up, and one of the project's sources leads to another read(), which is
  // called on a worker's thread.
  void watch(std::function<Result<Project>()> read);

  // Makes ready what is worth it ahead of the first request, and says what cannot be made ready.
  void prepare_ahead();
  // The function, made ready to run. Errors tell why it cannot be.
  boost::asio::awaitable<Result<std::shared_ptr<const FunctionVersion>>> prepare(std::string function);

  // Runs one invocation to its end, as Invoker::invoke(). A function that is not in the project is an Error.
  boost::asio::awaitable<InvocationResult> invoke(std::string function, InvokeRequest request);
  // Ends the environments that nobody uses: the next invocations find none.
  boost::asio::awaitable<void> end_idle_environments();
  // Whether there are environments with extensions in them, which are to be told before they end.
  bool has_extensions() const;
  // An id for a request that has none.
  std::string new_request_id();

  // Runs the loop until it is stopped.
  void run();

  Registry& registry() { return registry_; }
  std::string lambda_api_url() const;
  // By what it is: "HTTP API", "Function URL of fn".
  std::map<std::string, gateway::FrontEndUrl> front_end_urls() const;
  bool reaches_out() const { return listening_ && listening_->reaches_out(); }

  // The orderly end (drain.h): returns when everything has ended, at `limit` at the latest.
  boost::asio::awaitable<void> drain(std::chrono::milliseconds limit);
  // What was accepted, and is neither done nor given up, a line each; to be asked at the end.
  std::vector<std::string> left() const { return events_->left(); }
  // Returns when what is done for later starts (runtimes::Command::afterwards) is done.
  boost::asio::awaitable<void> until_later_starts_are_prepared();
  // Has the processes of all environments killed, waits for nothing: for a loop that is about to stop.
  void kill();

 private:
  RegistryResources resources(system::Warden& warden, logs::LogSink& log);
  EventQueueOptions queue_options();
  building::Builder& builder(system::Warden& warden);
  void apply_functions(const Project& project, system::FileTime since);
  void remove(const std::string& name);
  void read_again();
  boost::asio::awaitable<void> read_until_current();
  boost::asio::awaitable<void> settle_configuration();

  boost::asio::io_context& loop_;
  const EmulatorOptions options_;
  Observer& observer_;
  system::Workers workers_;
  system::Randomness randomness_;
  environment::ConcurrencyLimit account_;
  const std::shared_ptr<environment::Descriptors> descriptors_ = std::make_shared<environment::Descriptors>();
  std::shared_ptr<building::Builder> builder_;  // null before the first build
  Registry registry_;
  ConnectHint connect_hint_;
  Invoker invoker_;
  const std::shared_ptr<EventQueue> events_;

  // Of the project as applied.
  std::vector<std::filesystem::path> sources_;
  system::FileTime read_at_ = system::FileTime::now();

  // None before listen().
  std::optional<gateway::Listening> listening_;
  std::unique_ptr<lambda_api::Server> lambda_api_;
  std::optional<gateway::FrontEndServers> front_ends_;

  // None before watch().
  std::shared_ptr<system::FileWatcher> watcher_;
  std::unique_ptr<FunctionFiles> source_files_;
  std::function<Result<Project>()> read_;
  std::uint64_t reads_due_ = 0;   // counts changes of sources, and
  std::uint64_t reads_done_ = 0;  // those of them that were read
  system::Wakeup was_read_;
  bool is_outdated_ = false;  // the last read() failed: another one is due when anything changes
};

}  // namespace lambdalocal

// The functions known to this run, by name. Each is prepared - its package unpacked, its runtime found - when it is needed
// for the first time, and again when it has changed. Whoever has an event for a function (the Lambda API, a gateway, an
// event source) finds it here and invokes it by the invoker.
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/function/function.h"
#include "core/result.h"
#include "emulator/environment/pool.h"
#include "emulator/functions/function_files.h"
#include "emulator/invocation/invoker.h"
#include "emulator/logs/log_sink.h"
#include "emulator/system/wakeup.h"
#include "emulator/system/workers.h"

namespace lambdalocal {

// How asynchronous invocations of a function are tried again.
// Source: docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html
struct EventInvokeConfig {
  int maximum_retry_attempts = 2;
  std::chrono::seconds maximum_event_age = std::chrono::hours(6);
};

// A function as its configuration has it, and how to make it ready.
struct FunctionSource {
  Function declared;                           // runtime and handler may be empty: the bundle tells
  std::vector<std::filesystem::path> watched;  // a change of these means: prepare again
  // Called on a worker thread, as it blocks: unpacks, looks for the interpreter.
  std::function<Result<std::shared_ptr<const PreparedFunction>>()> prepare;
  // What a change of its files led to, for people. Called on the loop; may be empty.
  std::function<void(const std::filesystem::path& first)> changed{};
  std::function<void(const Error& error)> failed{};
  environment::PoolOptions pool;
  EventInvokeConfig event_invoke;
  std::shared_ptr<logs::LogSink> log;
};

// What all functions share. The references must outlive them.
struct ProjectSurroundings {
  boost::asio::any_io_executor executor;
  system::Warden& warden;
  environment::ConcurrencyLimit& account;
  system::Randomness& randomness;
  system::Workers& workers;
};

class ServedFunction : public std::enable_shared_from_this<ServedFunction> {
 public:
  ServedFunction(ProjectSurroundings surroundings, FunctionSource source);

  const std::string& name() const { return source_.declared.name; }
  // As prepared; before that, as declared.
  const Function& configuration() const;
  std::chrono::system_clock::time_point last_modified() const { return last_modified_; }
  const EventInvokeConfig& event_invoke() const { return source_.event_invoke; }
  const std::string& revision_id() const { return revision_id_; }  // another one after each reload
  std::optional<int> reserved_concurrency() const { return source_.pool.reserved_concurrency; }
  const std::vector<std::filesystem::path>& watched() const { return source_.watched; }
  bool in_use() const { return pool_ || preparing_; }

  // From now on, a change of its files after `since` means: prepare again. An invocation that begins after a write has returned
  // runs the new code.
  void watch(std::shared_ptr<system::FileWatcher> watcher, system::FileTime since);
  void stop_watching() { files_.reset(); }
  environment::Pool* pool() const { return pool_.get(); }  // none until it was prepared

  // Where an invocation that begins now is to run: null when the function has to be made ready first, or its files have changed.
  std::shared_ptr<environment::Pool> ready_pool() const;
  // Makes it ready, if need be.
  boost::asio::awaitable<Result<std::shared_ptr<environment::Pool>>> make_ready();

  // Makes it ready ahead of its first invocation.
  boost::asio::awaitable<Result<void>> prepare();
  // Its files, or `source` itself, have changed: makes it ready anew; what is under way ends on the old code. When that
  // fails the old one goes on serving.
  boost::asio::awaitable<Result<void>> reload();
  boost::asio::awaitable<Result<void>> reload(FunctionSource source);

  boost::asio::awaitable<void> shut_down(std::chrono::steady_clock::time_point deadline);
  void kill();

 private:
  static boost::asio::awaitable<void> end(std::shared_ptr<ServedFunction> self,
                                          std::chrono::steady_clock::time_point deadline);
  Result<void> take_prepared(Result<std::shared_ptr<const PreparedFunction>> prepared);
  bool may_be_stale() const { return changes_ != loaded_ || (files_ && files_->has_pending()); }
  boost::asio::awaitable<void> catch_up();
  void files_changed(const std::filesystem::path& first);
  static boost::asio::awaitable<void> reload_changed(std::shared_ptr<ServedFunction> self);
  void watch_files(system::FileTime since);

  ProjectSurroundings surroundings_;
  FunctionSource source_;
  const std::shared_ptr<logs::LogSink> log_;  // of every pool it will have
  const std::shared_ptr<environment::FunctionConcurrency> concurrency_;
  std::shared_ptr<environment::Pool> pool_;                  // of the code and configuration as last prepared
  std::vector<std::weak_ptr<environment::Pool>> retired_{};  // of what was before, while invocations end there
  std::chrono::system_clock::time_point last_modified_ = std::chrono::system_clock::now();
  std::string revision_id_;
  bool preparing_ = false;
  system::Wakeup prepared_;
  // Changes of its files that were told, and those of them that the pool's code includes (or that could not be loaded).
  std::uint64_t changes_ = 0;
  std::uint64_t loaded_ = 0;
  std::unique_ptr<FunctionFiles> files_;  // none: not watched
};

class Project {
 public:
  explicit Project(ProjectSurroundings surroundings)
      : surroundings_(std::move(surroundings)), invoker_(surroundings_.executor, surroundings_.randomness) {}

  std::shared_ptr<ServedFunction> add(FunctionSource source);
  std::shared_ptr<ServedFunction> find(std::string_view name) const;  // none: null
  std::shared_ptr<ServedFunction> remove(std::string_view name);
  const std::map<std::string, std::shared_ptr<ServedFunction>, std::less<>>& functions() const { return functions_; }

  const boost::asio::any_io_executor& executor() const { return surroundings_.executor; }
  system::Randomness& randomness() const { return surroundings_.randomness; }
  Invoker& invoker() { return invoker_; }

  // Waits for running invocations, until `deadline` at most, and ends every environment: each function's, and each version's,
  // on its own, all at the same time.
  boost::asio::awaitable<void> shut_down(std::chrono::steady_clock::time_point deadline);
  void kill();

 private:
  ProjectSurroundings surroundings_;
  Invoker invoker_;
  std::map<std::string, std::shared_ptr<ServedFunction>, std::less<>> functions_;
};

}  // namespace lambdalocal

// A function that this run knows. It is prepared - its package unpacked, its runtime found - when it is needed for the first
// time, and again when its configuration or its files have changed: then there is a new version, and invocations that begin
// after the change run that. When a change cannot be prepared, the version from before goes on.
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
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/project/project.h"
#include "core/result.h"
#include "emulator/building/builder.h"
#include "emulator/environment/pool.h"
#include "emulator/functions/function_files.h"
#include "emulator/functions/version.h"
#include "emulator/logs/log_sink.h"
#include "emulator/observer.h"
#include "emulator/system/wakeup.h"
#include "emulator/system/workers.h"

namespace lambdalocal {

// Makes a function ready to be started (prepare.h). Called on a worker's thread, as it blocks.
using PrepareFunction = std::function<Result<PreparedFunction>(const ProjectFunction& wanted, Notices& notices)>;

// The invocations of each package, which several functions may be of.
using PackageNeighbours = std::map<std::filesystem::path, OwnWrites::Neighbours>;

// What all functions share. The references must outlive them.
struct RegistryResources {
  boost::asio::any_io_executor executor;
  system::Warden& warden;
  environment::ConcurrencyLimit& account;
  system::Randomness& randomness;
  system::Workers& workers;
  logs::LogSink& log;
  Observer& observer;
  PrepareFunction prepare;
  environment::PoolOptions pool = {};
  std::shared_ptr<environment::Descriptors> descriptors = std::make_shared<environment::Descriptors>();
  std::shared_ptr<parameters_and_secrets::Servers> parameters_and_secrets =
      std::make_shared<parameters_and_secrets::Servers>();
  std::shared_ptr<environment::Spares> spares = std::make_shared<environment::Spares>(0);
  std::function<void()> files_changed = {};  // of any function; may be empty
  // Returns when the functions are as the project's files say that had changed before; may be empty.
  std::function<boost::asio::awaitable<void>()> settle_configuration = {};
  // Makes the package of a function that is to be built (LocalOptions::build) and has a step for it.
  std::function<boost::asio::awaitable<Result<std::shared_ptr<const building::BuiltPackage>>>(ProjectFunction)> build =
      {};
  std::shared_ptr<PackageNeighbours> neighbours = std::make_shared<PackageNeighbours>();
};

class RegisteredFunction : public std::enable_shared_from_this<RegisteredFunction> {
 public:
  // `resources` must outlive it.
  RegisteredFunction(const RegistryResources& resources, ProjectFunction wanted);

  const std::string& name() const { return wanted_.name; }
  // As prepared; before that, as declared.
  const Function& configuration() const { return latest_ ? latest_->function() : declared_; }
  EventInvokeConfig event_invoke() const { return event_invoke_of((latest_ ? latest_->configured : wanted_).settings); }
  std::optional<int> reserved_concurrency() const { return concurrency_->reserved(); }
  const std::string& revision_id() const { return latest_ ? latest_->revision_id : revision_id_; }
  std::chrono::system_clock::time_point last_modified() const {
    return latest_ ? latest_->last_modified : registered_at_;
  }
  // Null until it was prepared.
  const std::shared_ptr<const FunctionVersion>& latest() const { return latest_; }
  // Whether there is such a version or alias.
  static bool has(std::string_view qualifier) { return qualifier == kLatestVersion; }

  // From now on it is wanted like this. Prepares it again if it is in use, and if that is any change.
  void configure(ProjectFunction wanted);

  // From now on, a change of its files after `since` means: prepare again. An invocation that begins after a write has returned
  // runs the new code.
  void watch(std::shared_ptr<system::FileWatcher> watcher, system::FileTime since);
  void stop_watching() { files_.reset(); }

  // Where an invocation that begins now is to run: null when the function has to be made ready first, or its files have changed.
  std::shared_ptr<environment::Pool> ready_pool() const { return latest_ && !may_be_stale() ? latest_->pool : nullptr; }
  // Makes it ready, if need be.
  boost::asio::awaitable<Result<std::shared_ptr<environment::Pool>>> make_ready();
  // For an invocation that begins now, in that pool: whom to answer in place of `caller`, which may be null. What the function
  // writes until then is its own.
  std::shared_ptr<environment::Caller> running(std::shared_ptr<environment::Caller> caller) {
    return files_ ? files_->running(std::move(caller)) : caller;
  }

  // Makes it ready ahead of its first invocation.
  boost::asio::awaitable<Result<void>> prepare();
  // The same, and says what cannot be made ready.
  static boost::asio::awaitable<void> prepare_ahead(std::shared_ptr<RegisteredFunction> self);
  // Prepares it anew; what is under way ends on the old code.
  boost::asio::awaitable<Result<void>> reload();

  // Waits for running invocations, until `deadline` at most, then ends every environment of every version.
  boost::asio::awaitable<void> shut_down(std::chrono::steady_clock::time_point deadline);
  void kill();

 private:
  static boost::asio::awaitable<void> end(std::shared_ptr<RegisteredFunction> self,
                                          std::chrono::steady_clock::time_point deadline);
  static boost::asio::awaitable<void> load_changes(std::shared_ptr<RegisteredFunction> self);
  boost::asio::awaitable<Result<void>> load();
  boost::asio::awaitable<Result<void>> load(std::shared_ptr<const ProjectFunction> wanted, system::FileTime since);
  bool is_as_built(const ProjectFunction& wanted, const std::shared_ptr<const building::BuiltPackage>& built) const;
  void become(ProjectFunction configured, PreparedFunction prepared,
              std::shared_ptr<const building::BuiltPackage> built);
  bool in_use() const { return latest_ || preparing_; }
  bool may_be_stale() const { return changes_ != loaded_ || (files_ && files_->has_pending()); }
  boost::asio::awaitable<void> catch_up();
  void files_changed(const std::filesystem::path& first);
  void warn_of_own_write(const std::string& path) const;
  void changed();
  void watch_files(system::FileTime since);
  void report(Error error) const;

  const RegistryResources& resources_;
  const std::shared_ptr<environment::FunctionConcurrency> concurrency_;  // over all its versions
  const std::chrono::system_clock::time_point registered_at_ = std::chrono::system_clock::now();
  const std::string revision_id_;  // of its first version

  // As it is to be, and what AWS would show of that.
  ProjectFunction wanted_;
  Function declared_;

  // As last prepared, and the pools of the versions before, while invocations end there.
  std::shared_ptr<const FunctionVersion> latest_;
  std::vector<std::weak_ptr<environment::Pool>> retired_;
  bool preparing_ = false;
  system::Wakeup prepared_;

  // Changes that were told, and those of them that the latest version includes (or that could not be loaded).
  std::uint64_t changes_ = 0;
  std::uint64_t loaded_ = 0;
  std::unique_ptr<FunctionFiles> files_;  // none: not watched
};

}  // namespace lambdalocal

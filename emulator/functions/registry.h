// The functions known to this run, by name. Whoever has an event for a function (the Lambda API, a gateway, an event source)
// finds it here and invokes it by the invoker.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "emulator/functions/registered_function.h"

namespace lambdalocal {

class Registry {
 public:
  explicit Registry(RegistryResources resources) : resources_(std::move(resources)) {}
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  // Adds the function, or has the one of that name be as wanted from now on. `since`: when what is wanted was read; changes
  // of a new function's files from then on count.
  std::shared_ptr<RegisteredFunction> put(ProjectFunction wanted, system::FileTime since = system::FileTime::now());
  // By its name, else by one of its other names; none: null.
  std::shared_ptr<RegisteredFunction> find(std::string_view name) const;
  // It is found no more, and not watched; its environments are ended by whoever asked for that. None of that name: null.
  std::shared_ptr<RegisteredFunction> remove(std::string_view name);
  const std::map<std::string, std::shared_ptr<RegisteredFunction>, std::less<>>& functions() const {
    return functions_;
  }

  // From now on changes of the functions' files are taken up, those since `since` too; also of functions that come later.
  void watch(std::shared_ptr<system::FileWatcher> watcher, system::FileTime since);

  const boost::asio::any_io_executor& executor() const { return resources_.executor; }
  system::Randomness& randomness() const { return resources_.randomness; }

  // Waits for running invocations, until `deadline` at most, and ends every environment: each function's, and each version's,
  // on its own, all at the same time.
  boost::asio::awaitable<void> shut_down(std::chrono::steady_clock::time_point deadline);
  void kill();

 private:
  const RegistryResources resources_;
  std::map<std::string, std::shared_ptr<RegisteredFunction>, std::less<>> functions_;
  std::map<std::string, std::string, std::less<>> other_names_;  // -> name, also of functions that are gone
  std::shared_ptr<system::FileWatcher> watcher_;                 // null: nothing is watched
};

}  // namespace lambdalocal

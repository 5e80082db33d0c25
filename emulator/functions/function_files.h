// The files a function is made of, while it is served: its package and layers, and what lies outside of them that it may load.
// Tells when they change, and whether a change is on its way that was not told yet: a request that comes after somebody has
// saved a file is to run the new code, though the burst of changes is not over. What the function writes itself is no change.
#pragma once

#include <utility>
//
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "emulator/environment/caller.h"
#include "emulator/functions/own_writes.h"
#include "emulator/system/files/watcher.h"

namespace lambdalocal {

class FunctionFiles {
 public:
  using Changed = std::function<void(const std::filesystem::path& first)>;

  // Called on the watcher's thread, once for each path.
  using OwnWrite = std::function<void(const std::string& path)>;

  // `changed`: as FileWatcher::Changed, for any of the files. `own_write`: when it is known that the function writes to one;
  // never without invocations that are running().
  FunctionFiles(std::shared_ptr<system::FileWatcher> watcher, Changed changed, OwnWrite own_write = {},
                OwnWrites::Neighbours neighbours = std::make_shared<std::atomic<std::size_t>>())
      : watcher_(std::move(watcher)),
        changed_(std::move(changed)),
        own_write_(std::move(own_write)),
        own_writes_(std::make_shared<OwnWrites>(std::move(neighbours))) {}

  enum class Kind {
    Loaded,  // by the function, which may write among them
    Sources,  // of what it is built of: what it writes lies elsewhere, and what tools write in directories of their own is no change
  };

  // Watches these from now on, and no others. What was watched before goes on; for the rest what changed after `since` is
  // told.
  void watch(const std::vector<std::filesystem::path>& paths, system::FileTime since, Kind kind = Kind::Loaded);

  // Takes one system call; true also when something else that is watched may have changed.
  bool has_pending() const { return watcher_->has_pending(); }

  // Returns when all that had changed before has been told. This may end meanwhile.
  boost::asio::awaitable<void> settle();

  // They have been loaded anew.
  void loaded() { own_writes_->loaded(); }

  // An invocation of what was last loaded runs from now on, until its caller is answered by what is returned here, or until that
  // ends: so does the code of an environment that is initialised.
  std::shared_ptr<environment::Caller> running(std::shared_ptr<environment::Caller> caller);

 private:
  system::FileWatcher::Counts counts_in(const std::filesystem::path& watched) const;

  const std::shared_ptr<system::FileWatcher> watcher_;
  const Changed changed_;
  const OwnWrite own_write_;
  const std::shared_ptr<OwnWrites> own_writes_;
  Kind kind_ = Kind::Loaded;
  std::map<std::filesystem::path, system::FileWatch> watches_;
};

}  // namespace lambdalocal

// The files a function is made of, while it is served: its package and layers, and what lies outside of them that it may load.
// Tells when they change, and whether a change is on its way that was not told yet: a request that comes after somebody has
// saved a file is to run the new code, though the burst of changes is not over.
#pragma once

#include <utility>
//
#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "emulator/system/files/watcher.h"

namespace lambdalocal {

class FunctionFiles {
 public:
  using Changed = std::function<void(const std::filesystem::path& first)>;

  // `changed`: as FileWatcher::Changed, for any of the files.
  FunctionFiles(std::shared_ptr<system::FileWatcher> watcher, Changed changed)
      : watcher_(std::move(watcher)), changed_(std::move(changed)) {}

  // Watches these from now on, and no others. What was watched before goes on; for the rest what changed after `since` is
  // told.
  void watch(const std::vector<std::filesystem::path>& paths, system::FileTime since);

  // Takes one system call; true also when something else that is watched may have changed.
  bool has_pending() const { return watcher_->has_pending(); }

  // Returns when all that had changed before has been told. This may end meanwhile.
  boost::asio::awaitable<void> settle();

 private:
  const std::shared_ptr<system::FileWatcher> watcher_;
  const Changed changed_;
  std::map<std::filesystem::path, system::FileWatch> watches_;
};

}  // namespace lambdalocal

// What test cases are made of, watched: which cases to run again after a change. For `lambdalocal test --watch`.
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/expectation/test_file.h"
#include "core/project/project.h"
#include "core/result.h"
#include "emulator/functions/own_writes.h"
#include "emulator/system/files/watcher.h"
#include "emulator/system/wakeup.h"

namespace lambdalocal::testing {

// Absolute: the case's file, its event, its function's code (or what that is built of) and layers, what the project was read from.
std::set<std::filesystem::path> files_of(const expectation::TestCase& test, const Project& project,
                                         const std::filesystem::path& here);

// What a build leaves among these: changes of it come with each build.
std::set<std::filesystem::path> outputs_of(const Project& project);

class CaseWatcher {
 public:
  // `here`: where relative paths of cases begin. `not_ours`: files that a run writes.
  static Result<std::unique_ptr<CaseWatcher>> create(boost::asio::any_io_executor executor, std::filesystem::path here,
                                                     std::set<std::filesystem::path> not_ours,
                                                     std::function<void(const std::string&)> warn);
  CaseWatcher(const CaseWatcher&) = delete;
  CaseWatcher& operator=(const CaseWatcher&) = delete;

  // From now on these are watched, and no others: `files` (directories with all below them, but for `outputs`), and below `roots` the
  // files of cases that come. What has changed after `since` counts.
  void watch(const std::set<std::filesystem::path>& files, std::set<std::filesystem::path> outputs,
             const std::vector<std::filesystem::path>& roots, system::FileTime since);

  // What has changed since the last call, of what is watched; a root, when a file of cases has come or gone. Waits until there is
  // something.
  boost::asio::awaitable<std::set<std::filesystem::path>> changes();

  // Functions run from one to the other: what they write beside their code is no reason to run them again.
  void run_begins();
  void run_ends();

 private:
  CaseWatcher(std::filesystem::path here, std::set<std::filesystem::path> not_ours,
              std::unique_ptr<system::FileWatcher> watcher)
      : here_(std::move(here)), not_ours_(std::move(not_ours)), watcher_(std::move(watcher)) {}

  system::FileWatch watch_one(const std::filesystem::path& path, bool is_root, system::FileTime since);

  const std::filesystem::path here_;
  const std::set<std::filesystem::path> not_ours_;
  const std::unique_ptr<system::FileWatcher> watcher_;
  const std::shared_ptr<OwnWrites> own_writes_ = std::make_shared<OwnWrites>();
  std::uint64_t run_ = 0;
  std::shared_ptr<const std::set<std::filesystem::path>> outputs_;  // of watches that begin now
  std::map<std::filesystem::path, system::FileWatch> files_, roots_;
  std::set<std::filesystem::path> changed_;
  system::Wakeup has_changed_;
};

}  // namespace lambdalocal::testing

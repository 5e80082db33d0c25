// Tells when something below a watched directory, or a watched file, has changed: what `serve` reloads a function on. Linux
// inotify, one descriptor for everything; README.md, "Watching files", says what counts and what it costs. A thread of its
// own does the looking, the walking and the waiting: the event loop only runs the callbacks.
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"

namespace lambdalocal::system {

struct FileWatcherOptions {
  // Called on the loop, at most once for each reason, when changes can only be noticed by looking again and again: the
  // limits of inotify are used up. The text's last line says how to raise them.
  std::function<void(const std::string& warning)> warn{};

  // A burst of changes is over when nothing has changed for `quiet`, or for `quiet_unfinished` where the last change looks
  // like the first half of a save (a file was moved away, deleted or created). An endless one is told every `longest_burst`.
  std::chrono::milliseconds quiet{15};
  std::chrono::milliseconds quiet_unfinished{60};
  std::chrono::milliseconds longest_burst{150};

  // What cannot be watched is looked at this often; large trees less often, so that it never takes a twentieth of a core.
  std::chrono::milliseconds poll_interval{1000};

  // Never takes more inotify watches than these, on top of the kernel's own limit for the user.
  std::size_t watch_limit = std::numeric_limits<std::size_t>::max();
};

// When a file was last known: a change counts from here on. In the clock files are stamped with, nanoseconds since 1970.
struct FileTime {
  std::int64_t nanoseconds = 0;

  static FileTime now();
};

class FileWatcher;

// A path being watched, until this is destroyed: from then on its callback is not called. May outlive the FileWatcher.
class FileWatch {
 public:
  FileWatch() = default;
  FileWatch(FileWatch&& other) noexcept = default;
  FileWatch& operator=(FileWatch&& other) noexcept;
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;
  ~FileWatch();

 private:
  friend class FileWatcher;
  struct Shared;
  FileWatch(std::shared_ptr<Shared> shared, std::uint64_t id) : shared_(std::move(shared)), id_(id) {}

  std::shared_ptr<Shared> shared_;
  std::uint64_t id_ = 0;
};

// Not thread-safe: used on the executor's thread only. The executor outlives it.
class FileWatcher {
 public:
  // `first` is the path whose change began the burst, for people to read.
  using Changed = std::function<void(const std::filesystem::path& first)>;
  // Whether a change of this entry of a watched directory counts. Asked on the watcher's thread, as soon as the change is seen.
  using Counts = std::function<bool(const std::string& path)>;

  // Fails when no thread can be started. Where inotify cannot be had, everything is polled, after a warning.
  static Result<std::unique_ptr<FileWatcher>> create(boost::asio::any_io_executor executor, FileWatcherOptions options);

  FileWatcher(const FileWatcher&) = delete;
  FileWatcher& operator=(const FileWatcher&) = delete;
  ~FileWatcher();

  // Calls `changed` once per burst of changes of `path`: a directory with all below it, a file, or a symbolic link to either;
  // it need not exist (yet). Returns at once; the tree is walked in the background, and what changed after `since` is told
  // even when the walk gets there later. So pass the time before the first look at the files, or call this before it.
  // What does not count by `counts` is neither told nor waited for; an empty one: all does. It is not asked where no entry is
  // known: when what is watched comes, goes or is polled.
  [[nodiscard]] FileWatch watch(const std::filesystem::path& path, Changed changed, FileTime since = FileTime::now(),
                                Counts counts = {});

  // Whether something may have changed that was not told yet: a write that has returned before is seen. Takes one system
  // call; does not look at what must be polled.
  bool has_pending() const;

  // Returns when `counts` has been asked about what had changed before, after `limit` in any case. Blocks, for as long as it takes
  // to wake the watcher's thread, where something is pending.
  void look(std::chrono::milliseconds limit);

  // Calls `then` when all that had changed at `watches` before this call has been told, at most a second later.
  void after_pending(std::span<const FileWatch* const> watches, std::function<void()> then);
  // The same, for a coroutine that waits; the watcher may be gone before it goes on.
  boost::asio::awaitable<void> settle(std::vector<const FileWatch*> watches);

 private:
  explicit FileWatcher(std::shared_ptr<FileWatch::Shared> shared) : shared_(std::move(shared)) {}

  std::shared_ptr<FileWatch::Shared> shared_;
};

}  // namespace lambdalocal::system

// Which files in its package a function writes itself: a counter, a cache beside its code. On Lambda they could not be written;
// here each write would look like a new version of the code. inotify does not say who wrote, so a path is taken for the function's
// own when it has changed while an invocation ran, and again in an invocation of a version loaded since. From then on changes of
// it that come while an invocation runs do not count; those that come while none does are somebody else's, and do. A directory in
// which other paths change in each of several versions - a file with a name of its own for each request - is the function's own as
// a whole. Functions that share a package share what runs: what one writes is as little a new version of the others.
//
// Never taken for its own: source files, which people save at any time.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>

namespace lambdalocal {

// changed() may be called on any thread.
class OwnWrites {
 public:
  enum class Writer { Somebody, TheFunction, TheFunctionAsNowKnown };
  static constexpr std::size_t kMostPaths = 1000;  // that are remembered by name
  static constexpr int kVersionsOfDirectory = 3;

  // The invocations of all functions of one package.
  using Neighbours = std::shared_ptr<std::atomic<std::size_t>>;
  explicit OwnWrites(Neighbours neighbours = std::make_shared<std::atomic<std::size_t>>())
      : neighbours_(std::move(neighbours)) {}

  // A change of `path` was seen.
  Writer changed(const std::string& path);

  // A new version has been loaded: invocations that begin from now on run that one.
  void loaded();

  // An invocation runs, or an environment initialises, from one to the other.
  std::uint64_t begin();            // the version it runs
  void end(std::uint64_t version);  // what begin() gave

 private:
  Writer writer_in_directory_of(const std::string& path);
  Writer as_now_known() const;

  const Neighbours neighbours_;
  std::mutex mutex_;
  std::uint64_t version_ = 0;
  std::size_t running_ = 0;         // invocations of any version
  std::size_t running_latest_ = 0;  // those of them that are of version_
  // Changed once, in an invocation while that version was the latest. None of them is in own_.
  std::map<std::string, std::uint64_t> suspected_;
  std::set<std::string> own_;
  // Where paths changed that were not known by name: in how many versions, the last of them.
  struct Directory {
    std::uint64_t version = 0;
    int versions = 0;
  };
  std::map<std::string, Directory, std::less<>> directories_;
};

}  // namespace lambdalocal

// The cache of unpacked packages: content-addressed, shared by all runs of a person, safe against runs side by side and
// against kill -9 at any moment.
//
//   <directory>/entries/<digest>/root/     an unpacked package, read-only; the digest is the SHA-256 of the archive (hex)
//   <directory>/entries/<digest>/meta      "<bytes>\n<note>\n"
//   <directory>/entries/<digest>/manifest  what `root` was when it was complete (manifest.h)
//   <directory>/entries/<digest>.1/ ...    a further copy, made while a changed one was still in use
//   <directory>/index/<path hash>        what a path held when it was last used: file identity, digest, meta
//   <directory>/building/<digest>/entry/ an entry being made; renamed into entries/ when it is complete
//
// One rule makes it safe: who uses, makes or removes a directory of the cache holds a flock on it (shared, exclusive,
// exclusive), and after it got the lock looks whether the directory is still in its place. Locks die with their process, so
// an unlocked directory in building/ is a leftover, and is removed when the next entry is made. Entries not in use are
// removed, least recently used first, when the cache is larger than its limit.
// Nobody but this user and root may own or write to a level of it (system/files/own_directory.h): what lies in it is run.
// An entry is compared with its manifest before it is used again, or while an interpreter starts that waits for it
// (Compare::Loadable; functions/renewal.h does the rest). One that somebody wrote to (a function of root's can) is
// made anew; what has it open goes on with the copy it has.
// Not covered: a power failure shortly after unpacking may leave files empty, since nothing is synced (clear() helps).
#pragma once

#include <sys/stat.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "core/result.h"
#include "emulator/bundle/manifest.h"
#include "emulator/system/files/fd.h"

namespace lambdalocal::bundle {

// Where a person's cache lies: system/files/own_directory.h.
std::filesystem::path default_cache_directory();

// What is known of an entry without looking into it.
struct EntryMeta {
  std::uintmax_t bytes = 0;  // unpacked
  std::string note;          // one line the maker of the entry left for its users; may be empty
};

// An entry in use: it stays on disk as long as `lock` is open.
struct CacheEntry {
  std::filesystem::path root;
  std::string digest;
  EntryMeta meta;
  system::Fd lock;
  Compare compared = Compare::All;
  std::optional<std::string>
      changed;  // what somebody had changed in the copy from before, when it was made anew for that
};

// What to tell the person of an entry that was made anew because `changed` in it was.
std::string changed_warning(const std::string& changed);

struct CacheInfo {
  std::filesystem::path directory;
  std::uintmax_t entries = 0, bytes = 0, limit = 0;
  std::uintmax_t in_use = 0;  // entries some process holds
};

struct CacheOptions {
  std::uintmax_t limit = 5ULL * 1024 * 1024 * 1024;  // bytes of all entries, unpacked
  std::function<std::chrono::system_clock::time_point()> now = std::chrono::system_clock::now;
};

class Cache {
 public:
  // Nothing is touched before the first use. Any thread may call any member.
  explicit Cache(std::filesystem::path directory, CacheOptions options = {});

  // The entry this file (as open: the identity is that of `status`) was unpacked to before, if nothing says that the file
  // changed since: path, size, times, inode and device are as they were. Reads nothing of the file.
  std::optional<CacheEntry> recall(const std::filesystem::path& file, const struct stat& status,
                                   Compare compare = Compare::All) const;

  // Notes that `file` holds what `entry` was made of. A file changed in the last moments is not noted: a further change
  // could leave its times as they are.
  void remember(const std::filesystem::path& file, const struct stat& status, const CacheEntry& entry) const;

  // Fills the empty directory open as `root`.
  using Maker = std::function<Result<EntryMeta>(int root)>;

  // The entry `digest`; when it is missing, made by `make`. One process makes an entry at a time, others wait for it.
  Result<CacheEntry> obtain(const std::string& digest, const Maker& make) const;

  // Removes every entry not in use, and the index. Returns what is left.
  Result<CacheInfo> clear() const;
  Result<CacheInfo> info() const;

 private:
  // What is found of a digest: an entry that can be used, or what is wrong with one that cannot.
  struct Found {
    std::optional<CacheEntry> entry;
    std::optional<std::string> changed;
  };

  std::filesystem::path copy_of(const std::string& digest, int copy) const;
  Found find(const std::string& digest, const EntryMeta* known, Compare compare) const;
  Found look_at(const std::filesystem::path& entry, const std::string& digest, const EntryMeta* known,
                Compare compare) const;
  Result<std::filesystem::path> make_room(const std::string& digest) const;
  Result<CacheEntry> build(const std::string& digest, const Maker& make) const;
  void sweep() const;
  void evict(std::uintmax_t limit) const;

  std::filesystem::path directory_;
  CacheOptions options_;
};

}  // namespace lambdalocal::bundle

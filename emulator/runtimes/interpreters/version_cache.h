// What binaries said about their version, kept between runs so that none is asked twice: <cache>/interpreters.json. An
// entry holds as long as the binary's size, modification time and inode do. A file that cannot be read counts as empty,
// one that cannot be written is not written: the cache only saves time.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace lambdalocal::runtimes {

class VersionCache {
 public:
  // `directory` may be empty (nothing is kept) or not exist yet.
  explicit VersionCache(std::filesystem::path directory);

  // What is known of this binary: its version line, empty when it has none; none when it was never asked.
  std::optional<std::string> find(const std::filesystem::path& binary);
  void store(const std::filesystem::path& binary, const std::string& version);

 private:
  struct Entry {
    std::string identity;  // size, mtime, inode
    std::string version;
  };

  void load();

  std::filesystem::path directory_;
  bool loaded_ = false;
  std::map<std::string, Entry> entries_;  // by path
};

}  // namespace lambdalocal::runtimes

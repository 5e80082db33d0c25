// What a package is made of, as far as it takes to tell whether it has changed since.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace lambdalocal::building {

struct SourceStamp {
  std::uint64_t inode = 0, size = 0;
  std::int64_t changed_ns = 0;

  bool operator==(const SourceStamp&) const = default;
};

// By path below the directory.
using SourceList = std::map<std::string, SourceStamp>;

// Every file below `directory`, but for what lies in `except` and in directories of tools: node_modules, .git, target... None when
// there are too many to look at each time. Blocks.
std::optional<SourceList> list_sources(const std::filesystem::path& directory, const std::filesystem::path& except);

// Whether a directory of that name holds what a tool fetched or made.
bool is_of_tools(const std::string& name);
// Whether `path` is such a one below `directory`, or lies in one. May look at it.
bool lies_with_tools(const std::filesystem::path& directory, const std::filesystem::path& path);

// What a build step was last made of. A tool may write among its sources: what came while it ran is its own, and what was there before
// is when it has changed in a second build, too. Until then somebody may have saved it meanwhile.
class SourceState {
 public:
  bool is_as_built(const std::optional<SourceList>& now) const;
  void built(std::optional<SourceList> before, std::optional<SourceList> after);

 private:
  std::optional<SourceList> sources_;
  std::set<std::string> suspected_, own_;
};

}  // namespace lambdalocal::building

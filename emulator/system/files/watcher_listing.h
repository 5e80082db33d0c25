// What counts as a change of a directory, and one look at its entries: the rules that watching and polling share.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace lambdalocal::system {

// Whether changes of this entry do not count: what interpreters, editors and version control leave beside the code
// (__pycache__, .git, a.py~, .a.py.swp). Nothing below an ignored directory counts either. `parent` is the name of the
// directory it is in.
bool is_ignored_directory(std::string_view name, std::string_view parent);
bool is_ignored_file(std::string_view name);

struct Listing {
  std::vector<std::string> directories;  // names of the subdirectories that count; links to directories are none
  std::vector<std::string> links;        // names of the symbolic links that count
  bool has_changed = false;              // an entry that counts is as new as `since`, or one is gone
  std::vector<std::string> changed;      // the names of those that are still there
  std::uint64_t fingerprint = 0;         // changes with every change of an entry that counts
};

constexpr std::int64_t kNeverNew = std::numeric_limits<std::int64_t>::max();

// One look at the directory `path`; empty when it cannot be read. `since` in nanoseconds of FileTime.
Listing list_directory(const std::string& path, std::int64_t since);

// The same for a whole tree, a file, or nothing (fingerprint 0), following a link at `path` itself.
Listing list_tree(const std::string& path, std::int64_t since);

}  // namespace lambdalocal::system

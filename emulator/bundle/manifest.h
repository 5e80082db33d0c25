// Whether an unpacked package is still what it was when it was complete. On Lambda /var/task and /opt are read-only; here a
// function may run as the owner of the cache, or as root, whom no permission binds. So each entry of the cache carries a
// list of all its directories and files with a fingerprint of each, and is compared with it before it is used again.
//
// A fingerprint is made of the inode's number, mode, size and time of status change (ctime), which no program can set back:
// contents are never read. Names need no comparison, since a directory's ctime changes with each name that comes or goes;
// links need none for the same reason. It takes a stat for each file, about 0.7 us.
//
// The text, in which no order matters but that of a directory before its own files:
//
//   "lambdalocal manifest 1\n" <root's inode> "\n"
//   for each directory:  <fingerprint, 16 hex digits> "d" <path relative to the root, "" for the root itself> NUL
//     for each of its files:  <fingerprint> "f" <name> NUL
//
// Files with several hard links are left out: the merged tree of layers shares them with a directory that a person edits.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace lambdalocal::bundle {

// A manifest taken apart. The names point into the text, where each ends with a NUL.
struct Manifest {
  struct File {
    std::uint64_t fingerprint = 0;
    const char* name = nullptr;
  };
  struct Directory {
    std::uint64_t fingerprint = 0;
    const char* path = nullptr;
    std::size_t first = 0, last = 0;  // a range of `files`
  };
  std::uint64_t root_inode = 0;
  std::vector<Directory> directories;
  std::vector<File> files;
};

// None when it is not a manifest, also when a name in it leads out of the tree.
std::optional<Manifest> parse_manifest(std::string_view text);

// Takes the write permission from every directory beneath the one open as `root` and from itself, and says what the tree is
// from then on: the text of its manifest.
Result<std::string> seal_tree(int root);

struct TreeCheck {
  enum class State {
    Intact,
    Changed,  // somebody wrote to it
    Foreign,  // this manifest was not made for it: the cache was copied, or restored from a backup
  };
  State state = State::Intact;
  std::string changed;  // the first thing found changed, relative to the root; "" is the root itself
};

// How much of a tree is compared.
enum class Compare {
  All,
  // Where a dynamic loader looks for libraries before a program runs: the root and lib/ (LD_LIBRARY_PATH), with the
  // directories in them that are named after a processor's abilities. Takes next to no time.
  Loadable,
};

// Compares the tree open as `root` with its manifest.
TreeCheck check_tree(int root, const Manifest& manifest, Compare compare = Compare::All);

}  // namespace lambdalocal::bundle

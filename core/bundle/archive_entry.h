// The entries of a deployment package (a zip of a function or a layer), before any of them touches the disk: which names,
// types, modes and symbolic links are accepted, and the directories they make together. An archive is hostile until this
// said otherwise; what it refuses is refused whole, before the first file is written.
// Source: docs.aws.amazon.com/lambda/latest/dg/configuration-function-zip.html (structure and permissions of a package),
// PKWARE's APPNOTE 4.4 (names, version made by, external attributes).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace lambdalocal {

enum class EntryType { File, Directory, Symlink };

struct ArchiveEntry {
  std::string path;  // relative to the root; no "", "." or ".." components, no slash at the end; "" is the root itself
  EntryType type = EntryType::File;
  unsigned mode = 0644;  // permission bits only: set-user-id, set-group-id and sticky bits never come through
};

// The longest path inside a package: /var/task/<path> must be a path on Lambda.
constexpr std::size_t kEntryPathBytes = 4085;
constexpr std::size_t kEntryComponentBytes = 255;

// Entries and directories of one archive: far above any real package, below what would hurt a file system.
constexpr std::size_t kArchiveEntries = 200'000;

// One entry, from its name and the two attribute fields of the central directory: `made_by` is the upper byte of "version
// made by" (3 is unix, 19 macOS; all others have no unix mode), `attributes` the external file attributes. Errors are of
// kind BadConfiguration and name the entry.
Result<ArchiveEntry> check_archive_entry(std::string_view name, unsigned made_by, std::uint32_t attributes);

// A symbolic link may point anywhere inside the root and nowhere else: its target is relative, climbs only at its
// beginning ("../../lib/x"), and never above the root. Since no entry lies beneath a link, that holds on disk too, also
// through other links and when several layers are merged. Or it is an absolute path to what a function has on Lambda: /opt,
// /var/task or /tmp.
Result<void> check_symlink_target(std::string_view entry_path, std::string_view target);

// The directories a set of entries needs, the root (path "") first, parents before children. Paths point into the entries.
struct ArchiveTree {
  struct Directory {
    std::string_view path;
    unsigned mode = 0755;
  };
  std::vector<Directory> directories;
  std::vector<std::uint32_t> parents;  // for each entry, the index of the directory that holds it (of the root: itself)
};

// Refuses what only shows in the whole set: a name twice, something beneath a file or a symbolic link, too many
// entries. Names that differ only in case are two, as on Lambda. `entries` must outlive the tree.
Result<ArchiveTree> check_archive_entries(std::span<const ArchiveEntry> entries);

// A name as it may be shown to a person: in double quotes, valid UTF-8, control characters escaped, shortened.
std::string quoted_name(std::string_view name);

}  // namespace lambdalocal

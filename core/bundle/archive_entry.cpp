#include "core/bundle/archive_entry.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "core/text/ascii.h"
#include "core/text/printable.h"

namespace lambdalocal {
namespace {

constexpr unsigned kMadeByUnix = 3;
constexpr unsigned kMadeByMacOs = 19;
constexpr unsigned kTypeMask = 0170000, kTypeFile = 0100000, kTypeDirectory = 0040000, kTypeSymlink = 0120000;
constexpr unsigned kPermissions = 0777;

Error refuse(std::string_view name, std::string_view why) {
  return Error{ErrorKind::BadConfiguration, fmt::format("the entry {} {}", quoted_name(name), why)};
}

// Takes the next component off `rest`.
std::string_view next_component(std::string_view& rest) {
  const std::size_t slash = rest.find('/');
  const std::string_view component = rest.substr(0, slash);
  rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
  return component;
}

std::string_view parent_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

// What is wrong with the name as a whole, or nothing.
std::optional<std::string_view> fault_of(std::string_view name) {
  if (name.empty()) return "has no name";
  if (name.find('\0') != std::string_view::npos) return "has a NUL byte in its name";
  if (name.find('\\') != std::string_view::npos) {
    return "has a backslash in its name; make the zip with forward slashes";
  }
  if (name.front() == '/') return "is an absolute path; names in a package are relative to its root";
  if (name.size() >= 2 && is_letter(name[0]) && name[1] == ':') return "starts with a drive letter";
  return std::nullopt;
}

// The name without empty and "." components, or why it is refused.
Result<std::string> normalised(std::string_view name) {
  std::string path;
  path.reserve(name.size());
  for (std::string_view rest = name; !rest.empty();) {
    const std::string_view component = next_component(rest);
    if (component.empty() || component == ".") continue;
    if (component == "..") return refuse(name, "climbs out of the package with \"..\"");
    if (component.size() > kEntryComponentBytes) {
      return refuse(name, fmt::format("has a component longer than {} bytes", kEntryComponentBytes));
    }
    if (!path.empty()) path += '/';
    path += component;
  }
  if (path.size() > kEntryPathBytes) return refuse(name, fmt::format("is longer than {} bytes", kEntryPathBytes));
  return path;
}

Result<EntryType> type_of(std::string_view name, unsigned unix_mode) {
  const unsigned type = unix_mode & kTypeMask;
  const bool slash = name.back() == '/';
  switch (type) {
    case 0:
    case kTypeFile: return slash ? EntryType::Directory : EntryType::File;
    case kTypeDirectory: return EntryType::Directory;
    case kTypeSymlink:
      if (slash) return refuse(name, "is a symbolic link with a directory's name");
      return EntryType::Symlink;
    default:
      return refuse(name, "is a device, a pipe or a socket; a package holds files, directories and symbolic links");
  }
}

// Absolute paths that are the function's own on Lambda: its layers, its code, its scratch directory.
bool leads_to_place_of_lambda(std::string_view target) {
  constexpr std::array<std::string_view, 3> kPlaces = {"/opt", "/var/task", "/tmp"};
  const bool starts = std::any_of(kPlaces.begin(), kPlaces.end(), [&](std::string_view place) {
    return target.starts_with(place) && (target.size() == place.size() || target[place.size()] == '/');
  });
  if (!starts) return false;
  for (std::string_view rest = target; !rest.empty();) {
    const std::string_view component = next_component(rest);
    if (component == ".." || component.size() > kEntryComponentBytes) return false;
  }
  return true;
}

using DirectoryIndex = std::unordered_map<std::string_view, std::uint32_t>;

// The index of directory `path`, with its missing ancestors put in front of it. False when there are too many.
bool add_directory(ArchiveTree& tree, DirectoryIndex& index, std::string_view path) {
  std::vector<std::string_view> missing;
  for (; !index.contains(path); path = parent_of(path)) {
    missing.push_back(path);
    if (tree.directories.size() + missing.size() > kArchiveEntries) return false;
  }
  for (; !missing.empty(); missing.pop_back()) {
    index.emplace(missing.back(), static_cast<std::uint32_t>(tree.directories.size()));
    tree.directories.push_back({missing.back(), 0755});
  }
  return true;
}

Error too_many() {
  return Error{ErrorKind::BadConfiguration,
               fmt::format("the archive has more than {} entries and directories", kArchiveEntries)};
}

}  // namespace

std::string quoted_name(std::string_view name) {
  constexpr std::size_t kShown = 200;
  std::string text = "\"";
  std::string_view rest = name.substr(0, kShown);
  while (!rest.empty()) {
    const std::size_t length = rest.front() == '"' ? 0 : printable_length(rest);
    if (length == 0) text += fmt::format("\\x{:02x}", static_cast<unsigned char>(rest.front()));
    text += rest.substr(0, length);
    rest.remove_prefix(length == 0 ? 1 : length);
  }
  return text + (name.size() > kShown ? "...\"" : "\"");
}

Result<ArchiveEntry> check_archive_entry(std::string_view name, unsigned made_by, std::uint32_t attributes) {
  if (const auto fault = fault_of(name)) return refuse(name, *fault);
  TRY(path, normalised(name));
  const unsigned unix_mode = made_by == kMadeByUnix || made_by == kMadeByMacOs ? attributes >> 16 : 0;
  TRY(type, type_of(name, unix_mode));
  if (path.empty() && type != EntryType::Directory) return refuse(name, "has no name");
  const unsigned fallback = type == EntryType::Directory ? 0755 : 0644;
  return ArchiveEntry{std::move(path), type, unix_mode == 0 ? fallback : unix_mode & kPermissions};
}

Result<void> check_symlink_target(std::string_view entry_path, std::string_view target) {
  const auto out = [&](std::string_view why) {
    return refuse(entry_path, fmt::format("is a symbolic link to {}, {}", quoted_name(target), why));
  };
  if (target.empty()) return refuse(entry_path, "is a symbolic link to nowhere");
  if (target.find('\0') != std::string_view::npos) return out("which has a NUL byte in it");
  if (target.size() > kEntryPathBytes) return out("which is too long");
  if (leads_to_place_of_lambda(target)) return {};
  if (target.front() == '/') return out("outside the package");
  std::size_t depth = 0;
  for (const char c : entry_path) depth += c == '/' ? 1 : 0;
  bool named = false;
  for (std::string_view rest = target; !rest.empty();) {
    const std::string_view component = next_component(rest);
    if (component.empty() || component == ".") continue;
    if (component.size() > kEntryComponentBytes) return out("which has too long a component");
    if (component != "..") {
      named = true;
    } else if (named) {
      return out("which climbs after it descended");
    } else if (depth-- == 0) {
      return out("outside the package");
    }
  }
  return {};
}

Result<ArchiveTree> check_archive_entries(std::span<const ArchiveEntry> entries) {
  if (entries.size() > kArchiveEntries) return too_many();
  ArchiveTree tree;
  tree.directories.push_back({});
  tree.parents.reserve(entries.size());
  DirectoryIndex directories{{std::string_view{}, 0}};
  std::unordered_set<std::string_view> files;
  files.reserve(entries.size());
  for (const ArchiveEntry& entry : entries) {
    const bool directory = entry.type == EntryType::Directory;
    const std::string_view parent = parent_of(entry.path);
    if (!add_directory(tree, directories, directory ? std::string_view(entry.path) : parent)) return too_many();
    tree.parents.push_back(directories.at(parent));
    if (directory) {
      tree.directories[directories.at(entry.path)].mode = entry.mode;
      continue;
    }
    if (!files.insert(entry.path).second) return refuse(entry.path, "appears twice");
  }
  for (const ArchiveEntry& entry : entries) {
    if (entry.type == EntryType::Directory || !directories.contains(entry.path)) continue;
    return refuse(entry.path, entry.type == EntryType::Symlink ? "is a symbolic link and a directory at once"
                                                               : "is a file and a directory at once");
  }
  return tree;
}

}  // namespace lambdalocal

// Names, modes and link targets of a package's entries: whatever is accepted lies inside the package. Input: lines, each
// "<made by><mode, 2 bytes><name>"; a "\t" in a name separates the target of a symbolic link.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "core/bundle/archive_entry.h"

namespace {

using namespace lambdalocal;

void must(bool holds) {
  if (!holds) std::abort();
}

// Where a path of plain components ends up, counted in levels below the root; aborts when it ever leaves it.
void stays_inside(std::string_view path, int depth) {
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view component = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
    if (component == "..") --depth;
    if (!component.empty() && component != "." && component != "..") ++depth;
    must(depth >= 0);
  }
}

void check_path(const ArchiveEntry& entry) {
  const std::string& path = entry.path;
  must(path.size() <= kEntryPathBytes && entry.mode <= 0777);
  must(path.find('\0') == std::string::npos && path.find('\\') == std::string::npos);
  must(!path.starts_with('/') && !path.ends_with('/') && path.find("//") == std::string::npos);
  const std::string framed = "/" + path + "/";
  must(path.empty() || (framed.find("/../") == std::string::npos && framed.find("/./") == std::string::npos));
  must(!path.empty() || entry.type == EntryType::Directory);
}

// What a function has on Lambda, by an absolute path without a way back.
bool is_on_lambda(std::string_view path) {
  if ((std::string(path) + "/").find("/../") != std::string::npos) return false;
  for (const std::string_view place : {"/opt", "/var/task", "/tmp"}) {
    if (path.starts_with(place) && (path.size() == place.size() || path[place.size()] == '/')) return true;
  }
  return false;
}

int levels_above(std::string_view path) {
  int levels = 0;
  for (const char c : path) levels += c == '/' ? 1 : 0;
  return levels;
}

void check_tree(const std::vector<ArchiveEntry>& entries) {
  const auto tree = check_archive_entries(entries);
  if (!tree) return;
  must(tree->parents.size() == entries.size() && tree->directories.front().path.empty());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::string_view parent = tree->directories.at(tree->parents[i]).path;
    must(entries[i].path.starts_with(parent));
    for (const auto& directory : tree->directories) {
      must(entries[i].type == EntryType::Directory || directory.path != entries[i].path);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::vector<ArchiveEntry> entries;
  while (rest.size() >= 3 && entries.size() < 200) {
    const unsigned made_by = static_cast<unsigned char>(rest[0]);
    const auto mode =
        static_cast<std::uint32_t>(static_cast<unsigned char>(rest[1]) << 8 | static_cast<unsigned char>(rest[2]));
    rest.remove_prefix(3);
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(line.size() == rest.size() ? line.size() : line.size() + 1);
    const std::size_t tab = line.find('\t');
    const std::string_view name = line.substr(0, tab);
    must(!quoted_name(name).empty());
    auto entry = check_archive_entry(name, made_by, mode << 16);
    if (!entry) continue;
    check_path(*entry);
    if (tab != std::string_view::npos && check_symlink_target(entry->path, line.substr(tab + 1))) {
      const std::string_view target = line.substr(tab + 1);
      if (target.starts_with('/')) {
        must(is_on_lambda(target));
      } else {
        stays_inside(target, levels_above(entry->path));
      }
    }
    entries.push_back(std::move(entry).value());
  }
  check_tree(entries);
  return 0;
}

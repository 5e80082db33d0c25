#include "emulator/system/files/watcher_listing.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <functional>
#include <memory>

#include "emulator/system/files/directory.h"

namespace lambdalocal::system {
namespace {

std::int64_t changed_at(const struct stat& status) {
  return static_cast<std::int64_t>(status.st_ctim.tv_sec) * 1'000'000'000 + status.st_ctim.tv_nsec;
}

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9E3779B97F4A7C15ULL;
  return hash ^ (hash >> 32);
}

// A directory's own times and size also change with what does not count in it, so they stay out.
std::uint64_t fingerprint_of(std::string_view name, const struct stat& status) {
  auto hash = mixed(mixed(std::hash<std::string_view>{}(name), status.st_ino), status.st_mode);
  if (!S_ISDIR(status.st_mode)) {
    hash = mixed(mixed(hash, static_cast<std::uint64_t>(status.st_mtim.tv_sec)),
                 static_cast<std::uint64_t>(status.st_mtim.tv_nsec));
    hash = mixed(hash, static_cast<std::uint64_t>(status.st_size));
  }
  return hash;
}

std::string_view last_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

bool is_ignored_directory(std::string_view name, std::string_view parent) {
  static constexpr std::array<std::string_view, 9> kNames = {
      "__pycache__", ".git", ".hg", ".svn", ".idea", ".vscode", ".pytest_cache", ".mypy_cache", ".ruff_cache"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end() ||
         (name == ".cache" && parent == "node_modules");
}

bool is_ignored_file(std::string_view name) {
  // 4913 is what vim tries a directory with.
  if (name == "4913" || name == ".DS_Store" || name == ".git" || name.starts_with(".#") || name.ends_with('~'))
    return true;
  if (name.starts_with('#') && name.ends_with('#')) return true;
  if (name.find(".pyc.") != std::string_view::npos) return true;  // what Python writes before it is x.pyc
  static constexpr std::array<std::string_view, 6> kSuffixes = {".pyc", ".pyo", ".swp", ".swx", ".swo", ".swpx"};
  return std::any_of(kSuffixes.begin(), kSuffixes.end(), [&](auto suffix) { return name.ends_with(suffix); });
}

Listing list_directory(const std::string& path, std::int64_t since) {
  Listing listing;
  const OpenDirectory directory(::opendir(path.c_str()));
  if (!directory) return listing;
  const int fd = ::dirfd(directory.get());
  struct stat status {};
  const bool is_newer = ::fstat(fd, &status) == 0 && changed_at(status) >= since;
  bool is_explained = false;  // the directory is newer because of an entry that is still there
  while (const auto* entry = ::readdir(directory.get())) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == ".." || ::fstatat(fd, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    const bool is_directory = S_ISDIR(status.st_mode);
    const bool is_new = changed_at(status) >= since;
    const bool is_ignored = is_directory ? is_ignored_directory(name, last_name(path)) : is_ignored_file(name);
    if (is_new && (is_ignored || !is_directory)) is_explained = true;
    if (is_ignored) continue;
    listing.fingerprint += fingerprint_of(name, status);
    if (is_directory) listing.directories.emplace_back(name);
    if (S_ISLNK(status.st_mode)) listing.links.emplace_back(name);
    if (is_new && !is_directory) {
      listing.has_changed = true;
      listing.changed.emplace_back(name);
    }
  }
  if (is_newer && !is_explained) listing.has_changed = true;
  return listing;
}

Listing list_tree(const std::string& path, std::int64_t since) {
  Listing all;
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return all;
  all.fingerprint = fingerprint_of("", status);
  if (!S_ISDIR(status.st_mode)) {
    all.has_changed = changed_at(status) >= since;
    return all;
  }
  std::vector<std::string> left{path};
  while (!left.empty()) {
    const auto directory = std::move(left.back());
    left.pop_back();
    const auto listing = list_directory(directory, since);
    all.fingerprint += mixed(std::hash<std::string>{}(directory), listing.fingerprint);
    all.has_changed = all.has_changed || listing.has_changed;
    for (const auto& name : listing.directories) left.emplace_back(directory).append("/").append(name);
  }
  return all;
}

}  // namespace lambdalocal::system

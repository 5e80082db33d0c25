// Symbolic links inside a watched tree: code that lies outside of it is part of the function all the same (workspaces of pnpm
// and yarn, npm link, a linked file). Each link that leads out has a root of its own, which is followed as any other path and
// tells the root of the tree it was found in, its owner; links in what it leads to belong to the same owner. What is inside
// of a tree of the owner is watched already, so circles end.
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <string>
#include <string_view>

#include "emulator/system/files/watcher_trees.h"

namespace lambdalocal::system {
namespace {

constexpr std::size_t kMostLinksOut = 2000;  // of one owner: what is behind further ones is not watched

bool is_link(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISLNK(status.st_mode);
}

bool is_within(std::string_view path, std::string_view directory) {
  return directory == "/" ||
         (path.starts_with(directory) && (path.size() == directory.size() || path[directory.size()] == '/'));
}

// What holds no code and changes all the time.
bool is_of_the_system(std::string_view path) {
  constexpr std::array<std::string_view, 4> kDirectories = {"/proc", "/sys", "/dev", "/run"};
  return std::any_of(kDirectories.begin(), kDirectories.end(), [path](auto one) { return is_within(path, one); });
}

bool is_package(const std::string& directory) {
  struct stat status {};
  return ::stat((directory + "/package.json").c_str(), &status) == 0;
}

}  // namespace

// Whether what the link leads to is to be watched for itself. A directory above the tree (a circle, the home directory) is
// only when it is a package, as that of a repository that links to itself. What is not there yet is waited for.
bool WatchedTrees::leads_out(const WatchedRoot& owner, const std::string& link) const {
  std::array<char, PATH_MAX> resolved{};
  if (::realpath(link.c_str(), resolved.data()) == nullptr) return errno == ENOENT;
  const std::string target = resolved.data();
  if (is_of_the_system(target)) return false;
  const auto is_known = [&target](const WatchedRoot& root) {
    if (root.state != WatchedRoot::State::Directory) return false;
    const auto place = root.place->path();
    return is_within(target, place) || (is_within(place, target) && !is_package(target));
  };
  if (is_known(owner)) return false;
  return std::none_of(owner.links.begin(), owner.links.end(),
                      [&](const auto& known) { return is_known(*roots_.at(known.second)); });
}

void WatchedTrees::follow_link(WatchedRoot& root, const std::string& path, std::int64_t since) {
  auto& owner = root.owner ? *root.owner : root;
  if (owner.links.contains(path) || owner.links.size() >= kMostLinksOut || !leads_out(owner, path)) return;
  auto link = std::make_unique<WatchedRoot>();
  link->id = ++last_link_;
  link->path = path;
  link->owner = &owner;
  link->since = since;
  owner.links.emplace(path, link->id);
  queue(*link);
  roots_.emplace(link->id, std::move(link));
}

void WatchedTrees::follow_links_above(const WatchedNode& node, std::string_view name, std::int64_t since) {
  const auto path = node.path_of(name);
  if (!is_link(path)) return;
  for (const auto* above = &node; above; above = above->is_ignored ? nullptr : above->parent) {
    for (auto* root : above->roots) follow_link(*root, path, since);
  }
}

// A link that was deleted, or moved: where it comes again, it is found again.
bool WatchedTrees::is_spent(const WatchedRoot& root) const {
  return root.owner && root.state == WatchedRoot::State::Missing && !is_link(root.path);
}

}  // namespace lambdalocal::system

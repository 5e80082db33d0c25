#include "emulator/system/files/watcher_nodes.h"

#include <sys/inotify.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "emulator/system/files/watcher_listing.h"

namespace lambdalocal::system {
namespace {

constexpr std::uint32_t kNames = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_CLOSE_WRITE | IN_ATTRIB;

std::uint32_t mask_for(const WatchedNode& node) {
  const bool is_link = node.kind == WatchedNode::Kind::Link;
  std::uint32_t mask = 0;
  if (!is_link && (!node.waiting.empty() || node.is_in_tree())) mask |= kNames;
  if (node.anchors > 0 && node.parent) mask |= IN_MOVE_SELF | IN_DELETE_SELF;
  if (node.anchors > 0 && node.parent && !is_link) mask |= IN_DELETE;  // a directory in use is not told of its own end
  if (node.anchors > 0 && is_link) mask |= IN_ATTRIB;  // its count of links falls when another takes its place
  return mask;
}

std::uint32_t flags_for(const WatchedNode& node) {
  const std::uint32_t flags = IN_DONT_FOLLOW | IN_EXCL_UNLINK;
  return node.kind == WatchedNode::Kind::Link ? flags : flags | IN_ONLYDIR;
}

bool is_unneeded(const WatchedNode& node) {
  return node.parent && node.anchors == 0 && node.roots.empty() && node.waiting.empty() && node.children.empty() &&
         !node.is_in_tree();
}

auto place_of(const WatchedNode& parent, std::string_view name) {
  return std::lower_bound(parent.children.begin(), parent.children.end(), name,
                          [](const auto& child, std::string_view wanted) { return child->name < wanted; });
}

bool is_same_file(const std::string& one, const std::string& other) {
  struct stat first {};
  struct stat second {};
  return ::lstat(one.c_str(), &first) == 0 && ::lstat(other.c_str(), &second) == 0 && first.st_dev == second.st_dev &&
         first.st_ino == second.st_ino;
}

}  // namespace

std::string WatchedNode::path() const {
  if (!parent) return "/";
  return parent->path_of(name);
}

std::string WatchedNode::path_of(std::string_view entry) const {
  std::size_t length = entry.size();
  for (const auto* node = this; node->parent; node = node->parent) length += node->name.size() + 1;
  std::string path(length + 1, '/');
  auto end = path.end();
  end = std::copy_backward(entry.begin(), entry.end(), end);
  for (const auto* node = this; node->parent; node = node->parent) {
    end = std::copy_backward(node->name.begin(), node->name.end(), end - 1);
  }
  return path;
}

WatchedNode* WatchedNode::child(std::string_view wanted) const {
  const auto place = place_of(*this, wanted);
  return place != children.end() && (*place)->name == wanted ? place->get() : nullptr;
}

bool WatchedNode::is_in_tree() const {
  for (const auto* node = this; node; node = node->parent) {
    if (!node->roots.empty()) return true;
    if (node->is_ignored) return false;
  }
  return false;
}

bool WatchedNode::is_at_or_above(const WatchedNode& other) const {
  for (const auto* node = &other; node; node = node->parent) {
    if (node == this) return true;
  }
  return false;
}

WatchedNodes::WatchedNodes(std::size_t watch_limit)
    : watch_limit_(watch_limit), top_(std::make_unique<WatchedNode>()) {}

Result<void> WatchedNodes::reopen() {
  by_wd_.clear();
  top_ = std::make_unique<WatchedNode>();
  inotify_.reset();
  inotify_ = Fd(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!inotify_) return errno_error("open an inotify instance");
  return {};
}

WatchedNode* WatchedNodes::find(int wd) const {
  const auto found = by_wd_.find(wd);
  return found == by_wd_.end() ? nullptr : found->second;
}

WatchedNodes::Outcome WatchedNodes::add(WatchedNode& parent, std::string_view name, WatchedNode::Kind kind) {
  return add(parent, name, kind, 0);
}

WatchedNodes::Outcome WatchedNodes::add_anchor(WatchedNode& parent, std::string_view name, WatchedNode::Kind kind) {
  return add(parent, name, kind, 1);
}

WatchedNodes::Outcome WatchedNodes::add(WatchedNode& parent, std::string_view name, WatchedNode::Kind kind,
                                        std::uint32_t anchors) {
  auto* node = parent.child(name);
  if (node && node->kind != kind) {
    stale_ = node;
    return Outcome::Stale;
  }
  if (!node) {
    auto added = std::make_unique<WatchedNode>();
    added->parent = &parent;
    added->name = name;
    added->kind = kind;
    added->is_ignored = is_ignored_directory(name, parent.name);
    node = parent.children.insert(place_of(parent, name), std::move(added))->get();
  }
  node->anchors += anchors;
  const auto outcome = watch(*node);
  if (outcome == Outcome::Watched || (outcome == Outcome::Unreadable && anchors > 0)) return outcome;
  node->anchors -= anchors;
  if (node->wd < 0 && node->anchors == 0) remove(*node);  // it was added here: who was there before has one of both
  return outcome;
}

WatchedNodes::Outcome WatchedNodes::refresh(WatchedNode& node) {
  const auto mask = mask_for(node);
  if (mask == node.mask) return Outcome::Watched;
  if (mask != 0) return watch(node);
  unwatch(node);
  return Outcome::Watched;
}

WatchedNodes::Outcome WatchedNodes::watch(WatchedNode& node) {
  if (!inotify_ || (node.wd < 0 && by_wd_.size() >= watch_limit_)) return Outcome::Exhausted;
  const auto mask = mask_for(node);
  const int wd = ::inotify_add_watch(inotify_.get(), node.path().c_str(), mask | flags_for(node));
  if (wd < 0) {
    if (errno == ENOSPC || errno == ENOMEM) return Outcome::Exhausted;
    return errno == EACCES || errno == EPERM ? Outcome::Unreadable : Outcome::Gone;
  }
  auto* known = find(wd);
  if (known && known != &node)
    (void)::inotify_add_watch(inotify_.get(), node.path().c_str(), known->mask | flags_for(node));
  if (node.wd >= 0 && node.wd != wd) {
    if (!known) ::inotify_rm_watch(inotify_.get(), wd);
    stale_ = &node;
    return Outcome::Stale;
  }
  if (known && known != &node) return watched_elsewhere(node, *known);
  by_wd_[wd] = &node;
  node.wd = wd;
  node.mask = mask;
  return Outcome::Watched;
}

WatchedNodes::Outcome WatchedNodes::watched_elsewhere(WatchedNode& node, WatchedNode& other) {
  if (is_same_file(node.path(), other.path())) return Outcome::Aliased;
  stale_ = &other;
  return Outcome::Stale;
}

void WatchedNodes::unwatch(WatchedNode& node) {
  if (node.wd < 0) return;
  ::inotify_rm_watch(inotify_.get(), node.wd);
  by_wd_.erase(node.wd);
  node.wd = -1;
  node.mask = 0;
}

void WatchedNodes::release(WatchedNode& node) {
  auto* last = &node;
  while (is_unneeded(*last)) {
    auto* above = last->parent;
    remove(*last);
    last = above;
  }
  (void)refresh(*last);  // it listens to less: nothing that could fail
}

void WatchedNodes::release_tree(WatchedNode& node) {
  if (node.is_in_tree()) return;
  for (auto left = node.children.size(); left-- > 0;) {
    auto& child = *node.children[left];
    release_tree(child);
    if (is_unneeded(child)) remove(child);
  }
  (void)refresh(node);
}

void WatchedNodes::drop(WatchedNode& node) {
  auto* above = node.parent;
  drop_below(node);
  remove(node);
  release(*above);
}

void WatchedNodes::drop_below(WatchedNode& node) {
  for (auto& child : node.children) {
    drop_below(*child);
    unwatch(*child);
  }
  node.children.clear();
}

void WatchedNodes::remove(WatchedNode& node) {
  unwatch(node);
  node.parent->children.erase(place_of(*node.parent, node.name));
}

}  // namespace lambdalocal::system

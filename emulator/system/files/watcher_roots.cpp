// Finding what a root's path leads to, name by name, and polling where that cannot be watched.
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <utility>

#include "emulator/system/files/watcher_listing.h"
#include "emulator/system/files/watcher_trees.h"

namespace lambdalocal::system {
namespace {

using std::chrono::steady_clock;
using State = WatchedRoot::State;
using Outcome = WatchedNodes::Outcome;

constexpr int kMostLinks = 40;     // as the kernel
constexpr int kMostAttempts = 50;  // at a path that changes while it is followed
constexpr int kPollShare = 20;     // polling takes at most one part in so many of the time

// The names of a path, last first.
void push_names(std::vector<std::string>& names, std::string_view path) {
  const auto first = names.size();
  while (!path.empty()) {
    const auto length = path.find('/');
    if (length != 0) names.emplace_back(path.substr(0, length));
    path.remove_prefix(length == std::string_view::npos ? path.size() : length + 1);
  }
  std::reverse(names.begin() + static_cast<std::ptrdiff_t>(first), names.end());
}

template <typename T>
void erase_one(std::vector<T*>& items, const T* item) {
  const auto place = std::find(items.begin(), items.end(), item);
  if (place == items.end()) return;
  *place = items.back();
  items.pop_back();
}

std::string target_of(const std::string& link) {
  std::array<char, PATH_MAX> target{};
  const auto length = ::readlink(link.c_str(), target.data(), target.size());
  return {target.data(), length > 0 ? static_cast<std::size_t>(length) : 0};
}

}  // namespace

void WatchedTrees::add(std::uint64_t id, std::string path, FileTime since, FileWatcher::Counts counts) {
  auto root = std::make_unique<WatchedRoot>();
  root->id = id;
  root->path = std::move(path);
  root->since = since.nanoseconds;
  root->counts = std::move(counts);
  queue(*root);
  roots_.emplace(id, std::move(root));
}

void WatchedTrees::remove(std::uint64_t id) {
  const auto found = roots_.find(id);
  if (found == roots_.end()) return;
  auto* root = found->second.get();
  for (const auto& [path, link] : std::exchange(root->links, {})) remove(link);
  if (root->owner) root->owner->links.erase(root->path);
  detach(*root);
  if (root->is_queued) erase_one(unresolved_, root);
  if (root->burst) erase_one(bursts_, root);
  erase_one(polled_, root);
  roots_.erase(found);
}

void WatchedTrees::resolve(WatchedRoot& root) {
  const auto before = root.state;
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    detach(root);
    if (!follow(root)) continue;
    if (is_spent(root)) return remove(root.id);
    if (before != State::Unresolved && before != root.state) mark(root, step_found(root), [&] { return root.path; });
    return;
  }
  poll_instead(root, nullptr);
}

// An empty file, like a new directory, looks as if more were to come.
WatchedTrees::Step WatchedTrees::step_found(const WatchedRoot& root) const {
  if (root.state == State::Polled) return Step::Finished;
  struct stat status {};
  const bool is_file = root.state == State::File && ::lstat(root.place->path_of(root.name).c_str(), &status) == 0;
  return is_file && status.st_size > 0 ? Step::Finished : Step::Unfinished;
}

// One try to follow the root's path. Whether it came to an end; if not, what it found is to be detached.
bool WatchedTrees::follow(WatchedRoot& root) {
  std::vector<std::string> names;
  push_names(names, root.path);
  auto* node = &nodes_.top();
  root.way.push_back(node);
  ++node->anchors;
  for (int links = 0; !names.empty();) {
    const auto name = std::move(names.back());
    names.pop_back();
    if (name == ".") continue;
    if (name == "..") {
      if (node->parent) node = node->parent;
      continue;
    }
    const auto path = node->path_of(name);
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) return look_for(root, *node, name, State::Missing);
    if (S_ISDIR(status.st_mode)) {
      if (!step_into(root, node, name, WatchedNode::Kind::Directory)) return root.state == State::Polled;
    } else if (S_ISLNK(status.st_mode) && ++links <= kMostLinks) {
      auto* link = node;
      if (!step_into(root, link, name, WatchedNode::Kind::Link)) return root.state == State::Polled;
      const auto target = target_of(path);
      if (target.starts_with('/')) node = &nodes_.top();
      push_names(names, target);
    } else {
      return look_for(root, *node, name, names.empty() ? State::File : State::Missing);
    }
  }
  return begin_tree(root, *node);
}

bool WatchedTrees::step_into(WatchedRoot& root, WatchedNode*& node, std::string_view name, WatchedNode::Kind kind) {
  switch (nodes_.add_anchor(*node, name, kind)) {
    case Outcome::Watched:
    case Outcome::Unreadable:
      node = node->child(name);
      root.way.push_back(node);
      return true;
    case Outcome::Stale: {
      const int wd = nodes_.stale()->wd;
      detach(root);  // first, so that nothing of its way goes with the stale node; which may go with the root
      if (auto* stale = nodes_.find(wd); stale && stale == nodes_.stale()) lose(*stale);
      return false;
    }
    case Outcome::Gone: return false;
    case Outcome::Exhausted: poll_instead(root, "max_user_watches"); return false;
    case Outcome::Aliased: poll_instead(root, nullptr); return false;
  }
  return false;
}

bool WatchedTrees::look_for(WatchedRoot& root, WatchedNode& node, std::string_view name, State state) {
  root.state = state;
  root.place = &node;
  root.name = name;
  node.waiting.push_back(&root);
  const auto outcome = nodes_.refresh(node);
  if (outcome == Outcome::Exhausted || outcome == Outcome::Aliased || outcome == Outcome::Unreadable) {
    poll_instead(root, outcome == Outcome::Exhausted ? "max_user_watches" : nullptr);
    return true;
  }
  if (outcome != Outcome::Watched) return false;
  // It may have come or gone before the watch was in place.
  struct stat status {};
  const bool is_there = ::lstat(node.path_of(name).c_str(), &status) == 0;
  if (state == State::Missing) return !is_there || S_ISREG(status.st_mode);
  if (!is_there || S_ISDIR(status.st_mode) || S_ISLNK(status.st_mode)) return false;
  if (list_tree(node.path_of(name), root.since).has_changed) mark(root, step_found(root), [&] { return root.path; });
  return true;
}

bool WatchedTrees::begin_tree(WatchedRoot& root, WatchedNode& node) {
  root.state = State::Directory;
  root.place = &node;
  const WatchedRoot* known = nullptr;
  for (const auto* other : node.roots) {
    if (other->since <= root.since) known = other;
  }
  node.roots.push_back(&root);
  const auto outcome = nodes_.refresh(node);
  if (outcome == Outcome::Gone || outcome == Outcome::Stale) return false;
  if (outcome != Outcome::Watched) {
    poll_instead(root, outcome == Outcome::Exhausted ? "max_user_watches" : nullptr);
    return true;
  }
  if (!known) {
    unread_.push_back({node.wd, root.since});
  } else {
    if (known->last_change >= root.since) mark(root, Step::Finished, [&] { return root.path; });
    const auto links = (known->owner ? known->owner : known)->links;
    for (const auto& [path, link] : links) follow_link(root, path, root.since);
  }
  return true;
}

void WatchedTrees::detach(WatchedRoot& root) {
  if (auto* place = std::exchange(root.place, nullptr)) {
    const bool is_tree = root.state == State::Directory;
    erase_one(is_tree ? place->roots : place->waiting, &root);
    if (is_tree) nodes_.release_tree(*place);
  }
  while (!root.way.empty()) {
    auto* node = root.way.back();
    root.way.pop_back();
    --node->anchors;
    nodes_.release(*node);
  }
  if (root.state != State::Polled) root.state = State::Unresolved;
}

void WatchedTrees::poll_above(const WatchedNode& node) {
  std::vector<WatchedRoot*> above;
  for (const auto* at = &node; at; at = at->is_ignored ? nullptr : at->parent) {
    above.insert(above.end(), at->roots.begin(), at->roots.end());
  }
  for (auto* root : above) poll_instead(*root, "max_user_watches");
}

// With a reason that is no limit (a directory mounted at two places, or one that cannot be read), without a warning.
void WatchedTrees::poll_instead(WatchedRoot& root, const char* limit) {
  detach(root);
  root.state = State::Polled;
  root.has_fingerprint = false;
  root.next_poll = steady_clock::now();
  polled_.push_back(&root);
  if (!limit || !options_.warn || std::exchange(has_warned_, true)) return;
  if (descriptor() < 0) limit = "max_user_instances";
  options_.warn(
      fmt::format("changes of {} are noticed within seconds only: no more inotify {} for this user\n"
                  "raise the limit: sudo sysctl fs.inotify.{}={}",
                  root.path, descriptor() < 0 ? "instances" : "watches", limit, descriptor() < 0 ? 1024 : 1048576));
}

void WatchedTrees::poll() {
  for (auto* root : polled_) {
    const auto began = steady_clock::now();
    if (root->next_poll > began) continue;
    const auto listing = list_tree(root->path, root->has_fingerprint ? kNeverNew : root->since);
    const bool is_different = root->has_fingerprint && listing.fingerprint != root->fingerprint;
    if (is_different || listing.has_changed) mark(*root, Step::Finished, [&] { return root->path; });
    root->fingerprint = listing.fingerprint;
    root->has_fingerprint = true;
    const auto end = steady_clock::now();
    root->next_poll = end + std::max<steady_clock::duration>(options_.poll_interval, kPollShare * (end - began));
  }
}

}  // namespace lambdalocal::system

#include "emulator/system/files/watcher_trees.h"

#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "emulator/system/files/watcher_listing.h"

namespace lambdalocal::system {
namespace {

using std::chrono::steady_clock;
using State = WatchedRoot::State;
using Outcome = WatchedNodes::Outcome;

constexpr std::size_t kBufferSize = 64 * 1024;
constexpr std::chrono::seconds kLongestFence{1};

}  // namespace

WatchedTrees::WatchedTrees(FileWatcherOptions options) : options_(std::move(options)), nodes_(options_.watch_limit) {
  (void)nodes_.reopen();  // without a descriptor every root comes to be polled, and says why
}

bool WatchedTrees::receive() {
  received_.resize(kBufferSize);
  const auto size = ::read(descriptor(), received_.data(), received_.size());
  received_.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  int left = 0;
  const bool is_drained = ::ioctl(descriptor(), FIONREAD, &left) != 0 || left == 0;
  for (auto& fence : fences_) fence.is_read = fence.is_read || is_drained;
  return size > 0;
}

void WatchedTrees::handle() {
  const auto events = std::exchange(received_, {});
  for (std::size_t at = 0; at < events.size();) {
    inotify_event event{};
    std::memcpy(&event, events.data() + at, sizeof event);
    const char* name = events.data() + at + sizeof event;
    handle(event, std::string_view(name, ::strnlen(name, event.len)));
    at += sizeof event + event.len;
  }
}

void WatchedTrees::handle(const inotify_event& event, std::string_view name) {
  if (event.mask & IN_Q_OVERFLOW) return start_again();
  auto* node = nodes_.find(event.wd);
  if (!node) return;
  constexpr std::uint32_t kLost = IN_IGNORED | IN_UNMOUNT | IN_MOVE_SELF | IN_DELETE_SELF;
  if ((event.mask & kLost) || node->kind == WatchedNode::Kind::Link) return lose(*node);
  if (name.empty()) return;
  handle_looked_for(*node, event.mask, name);
  if (event.mask & IN_DELETE) {
    const int wd = event.wd;
    lose_deleted(*node, name);
    if (nodes_.find(wd) != node) return;
  }
  if (!node->is_in_tree()) return;
  if (event.mask & IN_ISDIR) {
    if (!is_ignored_directory(name, node->name)) handle_directory(*node, event.mask, name);
  } else if (!is_ignored_file(name)) {
    mark_above(*node, name, step_of(*node, event.mask, name));
    if (event.mask & (IN_CREATE | IN_MOVED_TO)) follow_links_above(*node, name, FileTime::now().nanoseconds);
  }
}

void WatchedTrees::handle_looked_for(WatchedNode& node, std::uint32_t mask, std::string_view name) {
  for (auto* root : node.waiting) {
    if (root->name != name) continue;
    if (root->state == State::File) mark(*root, step_of(node, mask, name), [&] { return root->path; });
    if (mask & (IN_CLOSE_WRITE | IN_ATTRIB)) continue;
    root->since = FileTime::now().nanoseconds;
    queue(*root);
  }
}

void WatchedTrees::handle_directory(WatchedNode& node, std::uint32_t mask, std::string_view name) {
  const int wd = node.wd;
  const auto since = FileTime::now().nanoseconds;
  mark_above(node, name, mask & (IN_MOVED_TO | IN_ATTRIB) ? Step::Finished : Step::Unfinished);
  if (!(mask & (IN_MOVED_FROM | IN_DELETE))) return add_directory(wd, name, since, Walk::WhenNew);
  if (auto* child = node.child(name)) lose(*child);
}

// A file that was just created and is empty says nothing yet: it will be written and closed.
WatchedTrees::Step WatchedTrees::step_of(const WatchedNode& node, std::uint32_t mask, std::string_view name) const {
  if (mask & (IN_DELETE | IN_MOVED_FROM)) return Step::Unfinished;
  if (!(mask & IN_CREATE)) return Step::Finished;
  struct stat status {};
  if (::lstat(node.path_of(name).c_str(), &status) != 0) return Step::Unfinished;
  return S_ISREG(status.st_mode) && status.st_size == 0 && status.st_nlink == 1 ? Step::Opened : Step::Unfinished;
}

void WatchedTrees::mark(WatchedRoot& root, Step step, const std::function<std::string()>& path) {
  if (root.owner) {
    root.last_change = FileTime::now().nanoseconds;
    return mark(*root.owner, step, path);
  }
  const auto now = steady_clock::now();
  if (!root.burst) {
    if (step == Step::Opened) return;
    root.burst = path();
    root.burst_began = now;
    bursts_.push_back(&root);
  }
  root.last_change = FileTime::now().nanoseconds;
  const auto quiet = step == Step::Finished ? options_.quiet : options_.quiet_unfinished;
  root.due = std::min(now + quiet, root.burst_began + options_.longest_burst);
}

// The same of an entry of its tree, which may not count.
void WatchedTrees::mark_entry(WatchedRoot& root, Step step, const std::function<std::string()>& path) {
  auto& owner = root.owner ? *root.owner : root;
  if (owner.counts && (owner.burst || step != Step::Opened) && !owner.counts(path())) {
    root.last_change = owner.last_change = FileTime::now().nanoseconds;
    return;
  }
  mark(root, step, path);
}

void WatchedTrees::mark_above(const WatchedNode& node, std::string_view name, Step step, std::int64_t stamp) {
  for (const auto* above = &node; above; above = above->parent) {
    for (auto* root : above->roots) {
      if (stamp >= root->since) mark_entry(*root, step, [&] { return node.path_of(name); });
    }
    if (above->is_ignored) return;
  }
}

// A directory that some process is in (the environment of the function itself) tells of its end when that process leaves it: the
// one above tells at once.
void WatchedTrees::lose_deleted(WatchedNode& parent, std::string_view name) {
  const auto* child = parent.child(name);
  if (!child || child->anchors == 0) return;
  if (nodes_.add(parent, name, child->kind) == Outcome::Watched) return;  // it is there again, and known already
  if (auto* gone = parent.child(name)) lose(*gone);
}

// The directory or link is not where it was: forgets it, and looks again for the roots whose way led over it.
void WatchedTrees::lose(WatchedNode& node) {
  if (!node.parent) return start_again();
  if (node.anchors > 0) {
    ++node.anchors;  // stays until it is dropped
    for (auto& [id, root] : roots_) {
      if (std::find(root->way.begin(), root->way.end(), &node) == root->way.end()) continue;
      if (root->state != State::Missing) mark(*root, Step::Unfinished, [&root = root] { return root->path; });
      detach(*root);
      root->since = FileTime::now().nanoseconds;
      queue(*root);
    }
    --node.anchors;
  }
  nodes_.drop(node);
}

// Events were lost: everything may have changed.
void WatchedTrees::start_again() {
  unread_.clear();
  for (auto& [id, root] : roots_) {
    if (root->state == State::Polled) continue;
    mark(*root, Step::Finished, [&root = root] { return root->path; });
    root->way.clear();
    root->place = nullptr;
    root->state = State::Unresolved;
    root->since = FileTime::now().nanoseconds;
    queue(*root);
  }
  (void)nodes_.reopen();
}

void WatchedTrees::queue(WatchedRoot& root) {
  if (root.is_queued || root.state == State::Polled) return;
  root.is_queued = true;
  unresolved_.push_back(&root);
}

bool WatchedTrees::work(std::chrono::milliseconds slice) {
  const auto end = steady_clock::now() + slice;
  while (!unresolved_.empty() || !unread_.empty()) {
    if (!unresolved_.empty()) {
      auto* root = unresolved_.back();
      unresolved_.pop_back();
      root->is_queued = false;
      resolve(*root);
    } else {
      const auto unread = unread_.back();
      unread_.pop_back();
      walk(unread);
    }
    if (steady_clock::now() > end) break;
  }
  return !unresolved_.empty() || !unread_.empty();
}

void WatchedTrees::walk(Unread unread) {
  const auto* node = nodes_.find(unread.wd);
  if (!node || !node->is_in_tree()) return;
  const auto listing = list_directory(node->path(), unread.since);
  // A root that came later is told too much rather than too little.
  for (const auto& name : listing.changed) mark_above(*node, name, Step::Finished);
  if (listing.has_changed && listing.changed.empty()) mark_above(*node, "", Step::Finished);
  for (const auto& name : listing.links) follow_links_above(*node, name, unread.since);
  for (const auto& name : listing.directories) add_directory(unread.wd, name, unread.since, Walk::Always);
}

void WatchedTrees::add_directory(int wd, std::string_view name, std::int64_t since, Walk walk) {
  for (int attempt = 0; attempt < 3; ++attempt) {
    auto* node = nodes_.find(wd);
    if (!node || !node->is_in_tree()) return;
    const auto* before = node->child(name);
    const int wd_before = before ? before->wd : -1;
    const auto outcome = nodes_.add(*node, name, WatchedNode::Kind::Directory);
    if (outcome == Outcome::Watched) {
      const int added = node->child(name)->wd;
      if (walk == Walk::Always || added != wd_before) unread_.push_back({added, since});
    }
    if (outcome == Outcome::Exhausted || outcome == Outcome::Aliased) poll_above(*node);
    if (outcome != Outcome::Stale) return;
    lose(*nodes_.stale());
  }
}

std::vector<WatchedTrees::Due> WatchedTrees::take_due() {
  std::vector<Due> due;
  const auto now = steady_clock::now();
  for (std::size_t at = 0; at < bursts_.size();) {
    auto* root = bursts_[at];
    if (root->due > now) {
      ++at;
      continue;
    }
    for (auto& fence : fences_) {
      if (fence.is_found) std::erase(fence.roots, root->id);
    }
    due.push_back({root->id, std::move(*root->burst)});
    root->burst.reset();
    bursts_[at] = bursts_.back();
    bursts_.pop_back();
  }
  return due;
}

void WatchedTrees::set_fence(std::uint64_t fence, std::vector<std::uint64_t> ids) {
  const bool has_queue = descriptor() >= 0;
  fences_.push_back({fence, std::move(ids), steady_clock::now() + kLongestFence, !has_queue, false});
}

void WatchedTrees::advance(Fence& fence) const {
  if (fence.is_found || !fence.is_read || !unresolved_.empty() || !unread_.empty()) return;
  fence.is_found = true;
  std::erase_if(fence.roots, [this](std::uint64_t id) {
    return std::none_of(bursts_.begin(), bursts_.end(), [id](const auto* root) { return root->id == id; });
  });
}

std::vector<std::uint64_t> WatchedTrees::take_passed() {
  std::vector<std::uint64_t> passed;
  const auto now = steady_clock::now();
  std::erase_if(fences_, [&](Fence& fence) {
    advance(fence);
    const bool is_passed = (fence.is_found && fence.roots.empty()) || fence.deadline <= now;
    if (is_passed) passed.push_back(fence.id);
    return is_passed;
  });
  return passed;
}

std::optional<WatchedTrees::Time> WatchedTrees::next() const {
  std::optional<Time> next;
  const auto sooner = [&next](Time time) { next = next ? std::min(*next, time) : time; };
  for (const auto* root : bursts_) sooner(root->due);
  for (const auto* root : polled_) sooner(root->next_poll);
  for (const auto& fence : fences_) sooner(fence.is_read ? fence.deadline : Time{});
  return next;
}

}  // namespace lambdalocal::system

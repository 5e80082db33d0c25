// The directories and links being watched, as a tree of names from "/" down: so a directory's path costs its name only, and
// watched trees that overlap share their inotify watches. A path is followed one name at a time; each directory and link on
// the way has a node (an anchor), which tells when the way leads elsewhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/result.h"
#include "emulator/system/files/fd.h"

namespace lambdalocal::system {

struct WatchedRoot;

struct WatchedNode {
  enum class Kind : std::uint8_t { Directory, Link };

  WatchedNode* parent = nullptr;  // none: this is "/"
  std::string name;
  std::vector<std::unique_ptr<WatchedNode>> children{};  // sorted by name
  std::vector<WatchedRoot*> roots{};                     // whose tree begins here
  std::vector<WatchedRoot*> waiting{};                   // who look for a name in here
  int wd = -1;                                           // inotify's watch descriptor
  std::uint32_t mask = 0;                                // of the watch
  std::uint32_t anchors = 0;                             // ways of roots that lead over this
  Kind kind = Kind::Directory;
  bool is_ignored = false;  // for the trees that begin above

  std::string path() const;
  std::string path_of(std::string_view entry) const;
  WatchedNode* child(std::string_view name) const;
  bool is_in_tree() const;
  bool is_at_or_above(const WatchedNode& other) const;
};

class WatchedNodes {
 public:
  // How watching went.
  enum class Outcome {
    Watched,
    Gone,        // no such directory (any more)
    Unreadable,  // it cannot be watched by this user; as an anchor its node is there all the same
    Exhausted,   // the limit of watches
    Aliased,     // a directory that is already watched at another place of the tree, where it still is: a bind mount
    Stale,       // stale() is not where its node says; to be dropped, then try again
  };

  explicit WatchedNodes(std::size_t watch_limit);

  // Forgets everything and takes a new descriptor; without one everything fails as Exhausted.
  Result<void> reopen();

  int descriptor() const { return inotify_.get(); }
  WatchedNode& top() { return *top_; }
  WatchedNode* find(int wd) const;
  WatchedNode* stale() const { return stale_; }
  std::size_t count() const { return by_wd_.size(); }

  // The node of the entry `name`, added where there is none, and whether it is still the same directory.
  Outcome add(WatchedNode& parent, std::string_view name, WatchedNode::Kind kind);
  Outcome add_anchor(WatchedNode& parent, std::string_view name, WatchedNode::Kind kind);

  // To be called when the use of a node has changed: listens for more or less; forgets nodes of no use, also above it.
  Outcome refresh(WatchedNode& node);
  void release(WatchedNode& node);
  // The same for a whole tree of which a root was taken away.
  void release_tree(WatchedNode& node);

  // Forgets the node, which is not "/", and all below it. No root may lead over it any more.
  void drop(WatchedNode& node);

 private:
  Outcome add(WatchedNode& parent, std::string_view name, WatchedNode::Kind kind, std::uint32_t anchors);
  Outcome watch(WatchedNode& node);
  Outcome watched_elsewhere(WatchedNode& node, WatchedNode& other);
  void unwatch(WatchedNode& node);
  void drop_below(WatchedNode& node);
  void remove(WatchedNode& node);

  std::size_t watch_limit_;
  Fd inotify_;
  std::unique_ptr<WatchedNode> top_;
  std::unordered_map<int, WatchedNode*> by_wd_;
  WatchedNode* stale_ = nullptr;
};

}  // namespace lambdalocal::system

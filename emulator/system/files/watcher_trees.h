// The watched directories and files, and which of them have changed: what FileWatcher's thread works on. No thread and no
// event loop here, so a test can drive it step by step. In a turn of its owner: receive(), then add() and remove(), then
// handle(), work(), poll() and take_due(); in this order no change between an add() asked for and done is lost.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "emulator/system/files/watcher.h"
#include "emulator/system/files/watcher_nodes.h"

struct inotify_event;

namespace lambdalocal::system {

struct WatchedRoot {
  using Time = std::chrono::steady_clock::time_point;
  enum class State : std::uint8_t { Unresolved, Missing, File, Directory, Polled };

  std::uint64_t id = 0;
  std::string path;
  WatchedRoot* owner =
      nullptr;  // of a link found in a tree: the root of that tree, which is told what changes behind it
  std::map<std::string, std::uint64_t> links{};  // of an owner: the roots of its links, by their paths
  FileWatcher::Counts counts{};                  // of an owner; may be empty
  std::int64_t since = 0;                        // what is newer has changed
  std::int64_t last_change = 0;                  // the latest that was seen, in the same clock
  State state = State::Unresolved;
  bool is_queued = false;              // to be resolved
  std::vector<WatchedNode*> way{};     // the anchors from "/" to it
  WatchedNode* place = nullptr;        // the directory itself, or the one a file or missing name is looked for in
  std::string name{};                  // that name
  std::optional<std::string> burst{};  // what changed first in the burst that goes on
  Time burst_began{};
  Time due{};
  std::uint64_t fingerprint = 0;  // polled: as last seen
  bool has_fingerprint = false;
  Time next_poll{};
};

class WatchedTrees {
 public:
  using Time = WatchedRoot::Time;
  struct Due {
    std::uint64_t id = 0;
    std::string first;
  };

  // Of `options`, everything but warn(), which is called directly.
  explicit WatchedTrees(FileWatcherOptions options);
  WatchedTrees(const WatchedTrees&) = delete;
  WatchedTrees& operator=(const WatchedTrees&) = delete;

  // Readable when receive() has something to take; -1 without inotify.
  int descriptor() const { return nodes_.descriptor(); }
  bool receive();  // whether there was something
  void add(std::uint64_t id, std::string path, FileTime since, FileWatcher::Counts counts = {});
  void remove(std::uint64_t id);
  void handle();
  // Walks what is to be walked, for about a slice of time. Whether there is more.
  bool work(std::chrono::milliseconds slice);
  void poll();
  std::vector<Due> take_due();
  // When poll() or take_due() have something to do again.
  std::optional<Time> next() const;

  // A fence is passed when all that had changed at the roots `ids` before has been given out by take_due(), however the
  // roots go on changing; and after a second in any case, so that the first walk of a large tree holds nobody up for long.
  void set_fence(std::uint64_t fence, std::vector<std::uint64_t> ids);
  std::vector<std::uint64_t> take_passed();  // after take_due()
  // No change is on its way to take_due(), but for what receive() has not taken yet.
  bool is_quiet() const { return unresolved_.empty() && unread_.empty() && bursts_.empty() && fences_.empty(); }

  std::size_t watch_count() const { return nodes_.count(); }

 private:
  enum class Step { Finished, Unfinished, Opened };  // what a change looks like: the last of a save, or one on the way
  enum class Walk { Always, WhenNew };
  struct Unread {
    int wd = -1;
    std::int64_t since = 0;
  };

  void handle(const inotify_event& event, std::string_view name);
  void handle_looked_for(WatchedNode& node, std::uint32_t mask, std::string_view name);
  void handle_directory(WatchedNode& node, std::uint32_t mask, std::string_view name);
  Step step_of(const WatchedNode& node, std::uint32_t mask, std::string_view name) const;

  void mark(WatchedRoot& root, Step step, const std::function<std::string()>& path);
  void mark_entry(WatchedRoot& root, Step step, const std::function<std::string()>& path);
  void mark_above(const WatchedNode& node, std::string_view name, Step step, std::int64_t stamp = kNow);
  void lose(WatchedNode& node);
  void lose_deleted(WatchedNode& parent, std::string_view name);
  void start_again();

  void follow_link(WatchedRoot& root, const std::string& path, std::int64_t since);
  void follow_links_above(const WatchedNode& node, std::string_view name, std::int64_t since);
  bool leads_out(const WatchedRoot& owner, const std::string& link) const;
  bool is_spent(const WatchedRoot& root) const;

  void queue(WatchedRoot& root);
  void resolve(WatchedRoot& root);
  bool follow(WatchedRoot& root);
  bool step_into(WatchedRoot& root, WatchedNode*& node, std::string_view name, WatchedNode::Kind kind);
  bool look_for(WatchedRoot& root, WatchedNode& node, std::string_view name, WatchedRoot::State state);
  bool begin_tree(WatchedRoot& root, WatchedNode& node);
  void detach(WatchedRoot& root);
  Step step_found(const WatchedRoot& root) const;

  void walk(Unread unread);
  void add_directory(int wd, std::string_view name, std::int64_t since, Walk walk);
  void poll_above(const WatchedNode& node);
  void poll_instead(WatchedRoot& root, const char* limit);

  struct Fence {
    std::uint64_t id = 0;
    std::vector<std::uint64_t> roots;
    Time deadline;
    bool is_read = false;   // what was in the kernel's queue has been handled
    bool is_found = false;  // and walked: `roots` are those whose burst goes on
  };
  void advance(Fence& fence) const;

  static constexpr std::int64_t kNow = INT64_MAX;

  FileWatcherOptions options_;
  WatchedNodes nodes_;
  std::unordered_map<std::uint64_t, std::unique_ptr<WatchedRoot>> roots_;
  std::vector<char> received_;
  std::vector<WatchedRoot*> unresolved_;
  std::vector<Unread> unread_;
  std::vector<WatchedRoot*> bursts_;
  std::vector<WatchedRoot*> polled_;
  std::vector<Fence> fences_;
  std::uint64_t last_link_ = std::uint64_t{1} << 63;  // the ids of links' roots, apart from the owner's
  bool has_warned_ = false;
};

}  // namespace lambdalocal::system

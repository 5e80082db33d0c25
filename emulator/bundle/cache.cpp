#include "emulator/bundle/cache.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <system_error>
#include <vector>

#include "core/bundle/archive_entry.h"
#include "emulator/bundle/cache_index.h"
#include "emulator/bundle/sealed_tree.h"
#include "emulator/system/files/own_directory.h"

namespace lambdalocal::bundle {
namespace {

namespace fs = std::filesystem;
using system::errno_error;
using system::Fd;

constexpr std::time_t kTouchedAtMostEvery = 3600;  // seconds

// Copies of one entry: the first, and those made while earlier ones were changed and still in use.
constexpr int kCopies = 16;

// Whether `path` still names the directory `fd` is open on. `status` gets what is known of it.
bool in_place(const Fd& fd, const fs::path& path, struct stat& status) {
  struct stat named {};
  return ::fstat(fd.get(), &status) == 0 && ::lstat(path.c_str(), &named) == 0 && named.st_ino == status.st_ino &&
         named.st_dev == status.st_dev;
}

bool in_place(const Fd& fd, const fs::path& path) {
  struct stat status {};
  return in_place(fd, path, status);
}

std::vector<std::string> names_in(const fs::path& directory) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
    names.push_back(it->path().filename().string());
  }
  return names;
}

fs::path meta_path(const fs::path& entry) { return entry / "meta"; }
std::optional<EntryMeta> read_meta(const fs::path& entry) {
  const auto text = read_small_file(meta_path(entry));
  return text ? parse_meta(*text) : std::nullopt;
}

constexpr std::string_view kVariable = "XDG_CACHE_HOME";

// The cache must belong to this user, on each level that is ours: what lies in it will be run.
std::array<fs::path, 4> levels_of(const fs::path& directory) {
  return {directory, directory / "entries", directory / "index", directory / "building"};
}

Result<void> check_directories(const fs::path& directory) {
  for (const fs::path& path : levels_of(directory)) TRY_VOID(system::check_own_directory(path, kVariable));
  return {};
}

Result<void> make_directories(const fs::path& directory) {
  for (const fs::path& path : levels_of(directory)) TRY_VOID(system::make_own_directory(path, kVariable));
  return {};
}

// Rows of the index beyond this many are too many: the oldest go.
constexpr std::size_t kIndexRows = 1000;

// Called when a row was written, which follows an unpacking: next to that, a look at a thousand names costs nothing.
void bound_index(const fs::path& index) {
  struct Row {
    fs::path path;
    timespec written;
  };
  std::vector<Row> rows;
  for (const std::string& name : names_in(index)) {
    struct stat status {};
    if (::lstat((index / name).c_str(), &status) == 0) rows.push_back({index / name, status.st_mtim});
  }
  if (rows.size() <= kIndexRows) return;
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::pair(a.written.tv_sec, a.written.tv_nsec) < std::pair(b.written.tv_sec, b.written.tv_nsec);
  });
  rows.resize(rows.size() - kIndexRows / 2);
  for (const Row& row : rows) ::unlink(row.path.c_str());
}

// Moves an entry nobody uses out of its place and removes it. False when somebody uses it.
bool remove_entry(const fs::path& entry, const fs::path& building) {
  const Fd fd = open_directory(entry);
  struct stat status {};
  if (!fd || !lock(fd, LOCK_EX | LOCK_NB) || !in_place(fd, entry, status)) return false;
  const fs::path aside = building / fmt::format("removed-{}", status.st_ino);
  remove_tree(aside);
  if (::rename(entry.c_str(), aside.c_str()) != 0) return false;
  remove_tree(aside);
  return true;
}

}  // namespace

fs::path default_cache_directory() { return system::user_cache_directory(); }

// A function can write to its unpacked copy here: root always can.
std::string changed_warning(const std::string& changed) {
  return fmt::format(
      "the unpacked copy of the package was written to ({}) and is unpacked anew: on Lambda the code is read-only, and "
      "only /tmp can be written to",
      changed.empty() ? "names at its root" : quoted_name(changed));
}

Cache::Cache(fs::path directory, CacheOptions options)
    : directory_(std::move(directory)), options_(std::move(options)) {}

std::optional<CacheEntry> Cache::recall(const fs::path& file, const struct stat& status, Compare compare) const {
  if (!check_directories(directory_)) return std::nullopt;
  const auto text = read_small_file(index_path(directory_ / "index", file));
  if (!text) return std::nullopt;
  const auto row = parse_row(*text, identity_of(file, status));
  return row ? find(row->digest, &row->meta, compare).entry : std::nullopt;
}

void Cache::remember(const fs::path& file, const struct stat& status, const CacheEntry& entry) const {
  if (changed_just_now(status, options_.now())) return;
  const std::string row = format_row(identity_of(file, status), {entry.digest, entry.meta});
  replace_small_file(index_path(directory_ / "index", file), row);  // when that fails, the file is hashed again
  bound_index(directory_ / "index");
}

fs::path Cache::copy_of(const std::string& digest, int copy) const {
  return directory_ / "entries" / (copy == 0 ? digest : fmt::format("{}.{}", digest, copy));
}

// The first copy that is as it was made.
Cache::Found Cache::find(const std::string& digest, const EntryMeta* known, Compare compare) const {
  Found none;
  for (int copy = 0; copy < kCopies; ++copy) {
    Found found = look_at(copy_of(digest, copy), digest, known, compare);
    if (found.entry) return found;
    if (found.changed && !none.changed) none.changed = std::move(found.changed);
  }
  return none;
}

// An entry with its lock held. The meta file need not be read when the index told what is in it.
Cache::Found Cache::look_at(const fs::path& entry, const std::string& digest, const EntryMeta* known,
                            Compare compare) const {
  Fd fd = open_directory(entry);
  struct stat status {};
  if (!fd || !lock(fd, LOCK_SH) || !in_place(fd, entry, status)) return {};
  const auto meta = known != nullptr ? *known : read_meta(entry);
  if (!meta) return {};
  TreeCheck check = check_entry(entry, compare);
  if (check.state == TreeCheck::State::Changed) return {std::nullopt, std::move(check.changed)};
  if (check.state == TreeCheck::State::Foreign) return {};
  const std::time_t now = std::chrono::system_clock::to_time_t(options_.now());
  if (now - status.st_mtim.tv_sec > kTouchedAtMostEvery) {
    const timespec times[] = {{now, 0}, {now, 0}};
    ::futimens(fd.get(), times);
  }
  return {CacheEntry{entry / "root", digest, *meta, std::move(fd), compare, std::nullopt}, std::nullopt};
}

Result<CacheEntry> Cache::obtain(const std::string& digest, const Maker& make) const {
  TRY_VOID(make_directories(directory_));
  if (Found found = find(digest, nullptr, Compare::All); found.entry) return *std::move(found.entry);
  const fs::path path = directory_ / "building" / digest;
  constexpr int kAttempts = 100;  // each lost to another process that made or removed the same entry in between
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return errno_error("make a directory in the cache");
    const Fd building = open_directory(path);
    if (!building) continue;
    if (!lock(building, LOCK_EX)) return errno_error("lock a directory in the cache");
    if (!in_place(building, path)) continue;
    Found found = find(digest, nullptr, Compare::All);
    if (found.entry) {
      remove_tree(path);
      return *std::move(found.entry);
    }
    sweep();
    auto built = build(digest, make);
    remove_tree(path);
    if (!built) return built;
    built->changed = std::move(found.changed);
    evict(options_.limit);
    return built;
  }
  return Error{ErrorKind::System, "the cache is in the way of itself: too many attempts to make an entry"};
}

// Where a new copy can be put: what lies there cannot be used, and goes when nobody uses it.
Result<fs::path> Cache::make_room(const std::string& digest) const {
  for (int copy = 0; copy < kCopies; ++copy) {
    fs::path path = copy_of(digest, copy);
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0 && errno == ENOENT) return path;
    if (remove_entry(path, directory_ / "building")) return path;
  }
  return Error{ErrorKind::System,
               fmt::format("{} changed copies of this package are in use\nend the processes that run it", kCopies)};
}

// Makes the entry in building/, whose lock is held, and puts it in its place. Its own lock is taken before it gets there:
// no one else has ever seen it.
Result<CacheEntry> Cache::build(const std::string& digest, const Maker& make) const {
  const fs::path building = directory_ / "building" / digest, fresh = building / "entry";
  for (const std::string& left_over : names_in(building)) remove_tree(building / left_over);
  for (const fs::path& path : {fresh, fresh / "root"}) {
    if (::mkdir(path.c_str(), 0755) != 0) return errno_error("make a directory in the cache");
  }
  Fd fd = open_directory(fresh);
  const Fd root = open_directory(fresh / "root");
  if (!fd || !root || !lock(fd, LOCK_SH)) return errno_error("open a directory in the cache");
  TRY(meta, make(root.get()));
  TRY(manifest, seal_tree(root.get()));
  TRY_VOID(write_small_file(manifest_path(fresh), manifest));
  TRY_VOID(write_small_file(meta_path(fresh), format_meta(meta)));
  TRY(entry, make_room(digest));
  if (::rename(fresh.c_str(), entry.c_str()) != 0) return errno_error("put an entry into the cache");
  return CacheEntry{entry / "root", digest, std::move(meta), std::move(fd), Compare::All, std::nullopt};
}

// Removes what processes that died left in building/.
void Cache::sweep() const {
  for (const std::string& name : names_in(directory_ / "building")) {
    const fs::path path = directory_ / "building" / name;
    const Fd fd = open_directory(path);
    if (fd && lock(fd, LOCK_EX | LOCK_NB) && in_place(fd, path)) remove_tree(path);
  }
}

void Cache::evict(std::uintmax_t limit) const {
  struct Candidate {
    fs::path path;
    std::uintmax_t bytes;
    timespec used;
  };
  std::vector<Candidate> candidates;
  std::uintmax_t total = 0;
  for (const std::string& name : names_in(directory_ / "entries")) {
    const fs::path path = directory_ / "entries" / name;
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) continue;
    const auto meta = read_meta(path);
    candidates.push_back({path, meta ? meta->bytes : 0, status.st_mtim});
    total += candidates.back().bytes;
  }
  std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    return std::pair(a.used.tv_sec, a.used.tv_nsec) < std::pair(b.used.tv_sec, b.used.tv_nsec);
  });
  for (const Candidate& candidate : candidates) {
    if (total <= limit && limit != 0) return;
    if (remove_entry(candidate.path, directory_ / "building")) total -= candidate.bytes;
  }
}

Result<CacheInfo> Cache::clear() const {
  std::error_code error;
  if (!fs::exists(directory_, error)) return info();
  TRY_VOID(make_directories(directory_));
  for (const std::string& name : names_in(directory_ / "index")) remove_tree(directory_ / "index" / name);
  evict(0);
  sweep();
  return info();
}

Result<CacheInfo> Cache::info() const {
  CacheInfo info;
  info.directory = directory_;
  info.limit = options_.limit;
  for (const std::string& name : names_in(directory_ / "entries")) {
    const fs::path path = directory_ / "entries" / name;
    const auto meta = read_meta(path);
    const Fd fd = open_directory(path);
    ++info.entries;
    info.bytes += meta ? meta->bytes : 0;
    if (fd && !lock(fd, LOCK_EX | LOCK_NB)) ++info.in_use;
  }
  return info;
}

}  // namespace lambdalocal::bundle

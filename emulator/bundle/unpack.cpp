#include "emulator/bundle/unpack.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/fs.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

#include "core/bundle/archive_entry.h"
#include "emulator/bundle/central_directory.h"
#include "emulator/bundle/zip_archive.h"
#include "emulator/system/files/fd.h"
#include "emulator/system/threads.h"

namespace lambdalocal::bundle {
namespace {

using system::errno_error;
using system::Fd;

constexpr std::size_t kBlock = 256 * 1024;

// What one thread takes at a time: files of one directory, so that threads seldom wait for each other at its lock.
struct Chunk {
  std::uint32_t directory = 0;
  std::size_t first = 0, last = 0;  // a range of Plan::order
};
constexpr std::size_t kChunkFiles = 256;
constexpr std::uint64_t kChunkBytes = 8 * 1024 * 1024;

// What is to be made, checked.
struct Plan {
  std::vector<ArchiveEntry> entries;
  std::vector<std::uint64_t> declared;  // bytes, for each entry
  ArchiveTree tree;
  std::vector<std::uint32_t> order;  // files and links, a directory's together
  std::vector<Chunk> chunks;
  std::uint64_t declared_bytes = 0;
};

void cut_into_chunks(Plan& plan) {
  for (std::size_t i = 0; i < plan.entries.size(); ++i) {
    if (plan.entries[i].type != EntryType::Directory) plan.order.push_back(static_cast<std::uint32_t>(i));
  }
  const auto& parents = plan.tree.parents;
  std::stable_sort(plan.order.begin(), plan.order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return parents[a] < parents[b]; });
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < plan.order.size(); ++i) {
    const std::uint32_t directory = parents[plan.order[i]];
    if (plan.chunks.empty() || plan.chunks.back().directory != directory || bytes > kChunkBytes ||
        i - plan.chunks.back().first >= kChunkFiles) {
      plan.chunks.push_back({directory, i, i});
      bytes = 0;
    }
    plan.chunks.back().last = i + 1;
    bytes += plan.declared[plan.order[i]];
  }
}

Error too_many_entries() {
  return Error{ErrorKind::BadConfiguration, fmt::format("the archive has more than {} entries", kArchiveEntries)};
}

Result<Plan> make_plan(const ZipArchive& archive, std::uintmax_t budget) {
  const std::uint64_t count = archive.entries();
  if (count == 0) return Error{ErrorKind::BadConfiguration, "the archive holds no files"};
  if (count > kArchiveEntries) return too_many_entries();
  Plan plan;
  plan.entries.reserve(count);
  plan.declared.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    TRY(raw, archive.entry(i));
    TRY(entry, check_archive_entry(raw.name, raw.made_by, raw.attributes));
    if (raw.fault) {
      return Error{ErrorKind::BadConfiguration, fmt::format("the entry {} {}", quoted_name(raw.name), *raw.fault)};
    }
    plan.entries.push_back(std::move(entry));
    plan.declared.push_back(raw.bytes);
    if (plan.entries.back().type == EntryType::Directory) continue;
    if (raw.bytes > budget - plan.declared_bytes) return over_budget(budget);
    plan.declared_bytes += raw.bytes;
  }
  TRY(tree, check_archive_entries(plan.entries));
  plan.tree = std::move(tree);
  cut_into_chunks(plan);
  return plan;
}

// Why something could not be made in the new tree, of errno. Each name is there once, so one that exists differs in case.
Error cannot_make(const std::string& what) {
  if (errno != EEXIST) return errno_error(what);
  return Error{
      ErrorKind::BadConfiguration,
      "differs from another name of the package only in case: both are there on Lambda, but the file system of "
      "the cache takes them for one\nset XDG_CACHE_HOME to a directory where case matters"};
}

// Gives the calling thread a file mode creation mask of its own, 0, so that files are made with their exact mode in one
// call. Where that is forbidden (seccomp in containers) modes are set after the fact.
bool own_umask() {
#ifdef CLONE_FS
  if (::unshare(CLONE_FS) == 0) {
    ::umask(0);
    return true;
  }
#endif
  return false;
}

// Calls work(whether files are made with their exact mode) on a thread that may have a umask of its own. Threads that it
// starts share it. Where no thread is to be had, the caller's does the work, with the umask it has.
template <typename Work>
void on_own_thread(const Work& work) {
  try {
    const std::jthread thread([&] { work(own_umask()); });
  } catch (const std::system_error&) {
    work(false);
  }
}

// Asks ext4 to place the directories made in `directory` apart from each other and in groups with room, as it does at the
// top of a file system. Threads then do not wait for one group's lock, and inodes freed within the last minutes, which
// ext4 skips one by one at each creation, are not in the way: on a busy disk this is most of the time an unpacking takes.
void spread_subdirectories(int directory) {
#ifdef FS_TOPDIR_FL
  int flags = 0;
  if (::ioctl(directory, FS_IOC_GETFLAGS, &flags) != 0) return;
  flags |= FS_TOPDIR_FL;
  ::ioctl(directory, FS_IOC_SETFLAGS, &flags);  // file systems without the flag refuse it: nothing is lost
#endif
}

// One unpacking, shared by its threads.
class Unpacking {
 public:
  Unpacking(int archive, int root, const Plan& plan, std::uintmax_t budget)
      : archive_(archive), root_(root), plan_(plan), budget_(budget) {}

  Result<void> run(ZipArchive first, unsigned threads);
  std::uintmax_t bytes() const { return bytes_; }

 private:
  // What one thread works with.
  struct Hand {
    ZipArchive archive;
    std::unique_ptr<char[]> block = std::make_unique_for_overwrite<char[]>(kBlock);
    bool exact_modes = false;
  };

  Result<void> make_directories(bool exact_modes);
  Result<void> work(Hand& hand);
  Result<void> make_files(Hand& hand, const Chunk& chunk);
  Result<void> make_file(Hand& hand, int directory, std::uint32_t index);
  Result<void> make_link(Hand& hand, int directory, std::uint32_t index);
  Result<std::size_t> read(Hand& hand);
  void fail(Error error);

  const int archive_;
  const int root_;
  const Plan& plan_;
  const std::uintmax_t budget_;
  std::atomic<std::size_t> next_chunk_{0};
  std::atomic<std::uintmax_t> bytes_{0};
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  std::optional<Error> error_;  // guarded by mutex_: the first one
};

void Unpacking::fail(Error error) {
  const std::scoped_lock lock(mutex_);
  if (!error_) error_ = std::move(error);
  failed_ = true;
}

Result<void> Unpacking::run(ZipArchive first, unsigned threads) {
  const auto keep = [this](Result<void> result) {
    if (!result) fail(std::move(result).error());
  };
  const auto lead = [&](bool exact_modes) {
    Hand hand{std::move(first)};
    hand.exact_modes = exact_modes;
    keep(make_directories(exact_modes));
    if (failed_) return;
    std::atomic<bool> taken{false};
    system::run_on_threads(threads, [&] {
      if (!taken.exchange(true)) return keep(work(hand));
      auto archive = ZipArchive::open(archive_);
      if (!archive) return fail(std::move(archive).error());
      Hand own{std::move(archive).value()};
      own.exact_modes = exact_modes && own_umask();
      keep(work(own));
    });
  };
  on_own_thread(lead);
  if (error_) return *std::move(error_);
  return {};
}

Result<void> Unpacking::make_directories(bool exact_modes) {
  char path[kEntryPathBytes + 1];
  spread_subdirectories(root_);
  for (std::size_t i = 1; i < plan_.tree.directories.size(); ++i) {
    const auto& directory = plan_.tree.directories[i];
    path[directory.path.copy(path, kEntryPathBytes)] = '\0';
    const unsigned mode = directory.mode | 0700;  // the cache must be able to fill and to remove it
    if (::mkdirat(root_, path, mode) != 0 || (!exact_modes && ::fchmodat(root_, path, mode, 0) != 0)) {
      return cannot_make("make the directory").wrap(quoted_name(directory.path));
    }
  }
  return {};
}

Result<void> Unpacking::work(Hand& hand) {
  while (!failed_) {
    const std::size_t chunk = next_chunk_++;
    if (chunk >= plan_.chunks.size()) break;
    TRY_VOID(make_files(hand, plan_.chunks[chunk]));
  }
  return {};
}

Result<void> Unpacking::make_files(Hand& hand, const Chunk& chunk) {
  Fd opened;
  int directory = root_;
  if (chunk.directory != 0) {
    char path[kEntryPathBytes + 1];
    path[plan_.tree.directories[chunk.directory].path.copy(path, kEntryPathBytes)] = '\0';
    opened = Fd(::openat(root_, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!opened) return errno_error(fmt::format("open the directory {}", quoted_name(path)));
    directory = opened.get();
  }
  for (std::size_t i = chunk.first; i < chunk.last && !failed_; ++i) {
    const std::uint32_t index = plan_.order[i];
    auto made = plan_.entries[index].type == EntryType::Symlink ? make_link(hand, directory, index)
                                                                : make_file(hand, directory, index);
    if (!made) return std::move(made).error().wrap(quoted_name(plan_.entries[index].path));
  }
  return {};
}

const char* base_name(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return path.c_str() + (slash == std::string::npos ? 0 : slash + 1);
}

// The next bytes of the entry, counted against the budget before anyone writes them.
Result<std::size_t> Unpacking::read(Hand& hand) {
  TRY(n, hand.archive.read({hand.block.get(), kBlock}));
  if (n != 0 && bytes_.fetch_add(n) + n > budget_) return over_budget(budget_);
  return n;
}

Result<void> write_all(int file, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t n = ::write(file, data, size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno_error("write");
    data += n;
    size -= static_cast<std::size_t>(n);
  }
  return {};
}

Result<void> Unpacking::make_file(Hand& hand, int directory, std::uint32_t index) {
  const ArchiveEntry& entry = plan_.entries[index];
  const auto mode = static_cast<mode_t>(entry.mode & 0555U);
  TRY_VOID(hand.archive.start(index));
  const Fd file(::openat(directory, base_name(entry.path), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
  if (!file) return cannot_make("create");
  if (!hand.exact_modes && ::fchmod(file.get(), mode) != 0) return errno_error("set the mode");
  while (true) {
    TRY(n, read(hand));
    if (n == 0) return {};
    TRY_VOID(write_all(file.get(), hand.block.get(), n));
  }
}

Result<void> Unpacking::make_link(Hand& hand, int directory, std::uint32_t index) {
  const ArchiveEntry& entry = plan_.entries[index];
  TRY_VOID(hand.archive.start(index));
  std::string target;
  while (target.size() <= kEntryPathBytes) {
    TRY(n, read(hand));
    if (n == 0) break;
    target.append(hand.block.get(), n);
  }
  TRY_VOID(check_symlink_target(entry.path, target));
  if (::symlinkat(target.c_str(), directory, base_name(entry.path)) != 0) return cannot_make("make the symbolic link");
  return {};
}

unsigned sensible_threads(const Plan& plan) {
  const std::size_t by_work =
      1 + std::max<std::size_t>(plan.order.size() / 64, plan.declared_bytes / (4 * 1024 * 1024));
  const std::size_t by_machine = std::clamp(std::thread::hardware_concurrency(), 1U, 4U);
  return static_cast<unsigned>(std::min({by_work, by_machine, std::max<std::size_t>(plan.chunks.size(), 1)}));
}

}  // namespace

Error over_budget(std::uintmax_t budget) {
  std::string message = fmt::format("unzipped size must be smaller than {} bytes", limits::kUnpackedBytes);
  if (budget < limits::kUnpackedBytes)
    message += fmt::format(", code and layers together; {} of them are left", budget);
  return Error{ErrorKind::BadConfiguration, std::move(message)};
}

Result<Unpacked> unpack(int archive, int root, const UnpackOptions& options) {
  if (declared_entries(archive) > kArchiveEntries) return too_many_entries();  // before libzip reads them all
  TRY(zip, ZipArchive::open(archive));
  TRY(plan, make_plan(zip, options.budget));
  Unpacking unpacking(archive, root, plan, options.budget);
  TRY_VOID(unpacking.run(std::move(zip), options.threads != 0 ? options.threads : sensible_threads(plan)));
  Unpacked result;
  result.bytes = unpacking.bytes();
  result.files = plan.order.size();
  for (const std::uint32_t index : plan.order) {
    const ArchiveEntry& entry = plan.entries[index];
    if (entry.type != EntryType::File || (entry.mode & 0004) != 0) continue;
    if (result.unreadable++ == 0) result.first_unreadable = entry.path;
  }
  for (const auto& directory : plan.tree.directories) {
    if ((directory.mode & 0005) == 0005) continue;
    if (result.closed_directories++ == 0) result.first_closed_directory = directory.path;
  }
  return result;
}

}  // namespace lambdalocal::bundle

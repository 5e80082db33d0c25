#include "emulator/bundle/manifest.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>
#include <mutex>
#include <thread>

#include "emulator/system/files/directory.h"
#include "emulator/system/files/fd.h"
#include "emulator/system/threads.h"

namespace lambdalocal::bundle {
namespace {

using system::errno_error;
using system::Fd;

constexpr std::string_view kHead = "lambdalocal manifest 1\n";
constexpr std::size_t kDigits = 16;

std::uint64_t mixed(std::uint64_t hash, std::uint64_t word) {
  hash = (hash ^ word) * 0x9e3779b97f4a7c15ULL;
  return hash ^ (hash >> 32);
}

std::uint64_t fingerprint_of(const struct stat& status) {
  std::uint64_t hash = mixed(0xcbf29ce484222325ULL, status.st_ino);
  hash = mixed(hash, status.st_mode);
  hash = mixed(hash, static_cast<std::uint64_t>(status.st_size));
  hash = mixed(hash, static_cast<std::uint64_t>(status.st_ctim.tv_sec));
  return mixed(hash, static_cast<std::uint64_t>(status.st_ctim.tv_nsec));
}

// --- Taking a manifest apart ---

// A file's name is one component, a directory's path several; none of them climbs.
bool stays_inside(std::string_view path) {
  for (std::string_view rest = path; !rest.empty();) {
    const std::size_t slash = rest.find('/');
    const std::string_view component = rest.substr(0, slash);
    if (component.empty() || component == "." || component == "..") return false;
    if (slash == std::string_view::npos) return true;
    rest.remove_prefix(slash + 1);
    if (rest.empty()) return false;
  }
  return true;
}

template <typename Number>
bool read_number(std::string_view text, Number& number, int base) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return error == std::errc{} && end == text.data() + text.size() && !text.empty();
}

// --- Sealing ---

class Sealing {
 public:
  explicit Sealing(int root) : root_(root) {}

  Result<std::string> run() {
    struct stat status {};
    if (::fstat(root_, &status) != 0) return errno_error("look at the unpacked package");
    text_ = fmt::format("{}{}\n", kHead, status.st_ino);
    pending_.emplace_back();
    while (!pending_.empty()) {
      const std::string path = std::move(pending_.back());
      pending_.pop_back();
      TRY_VOID(seal_directory(path));
    }
    return std::move(text_);
  }

 private:
  Result<void> seal_directory(const std::string& path) {
    const char* const name = path.empty() ? "." : path.c_str();
    const int fd = ::openat(root_, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    const system::OpenDirectory directory(fd < 0 ? nullptr : ::fdopendir(fd));
    struct stat status {};
    if (!directory || ::fstat(fd, &status) != 0 || ::fchmod(fd, status.st_mode & 07555U) != 0 ||
        ::fstat(fd, &status) != 0) {
      return errno_error("look at the unpacked package");
    }
    add(fingerprint_of(status), 'd', path);
    while (const dirent* const entry = ::readdir(directory.get())) {
      const std::string_view below = entry->d_name;
      if (below == "." || below == "..") continue;
      if (::fstatat(fd, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        return errno_error("look at the unpacked package");
      }
      if (S_ISDIR(status.st_mode)) pending_.push_back(path.empty() ? std::string(below) : path + "/" + entry->d_name);
      if (S_ISREG(status.st_mode) && status.st_nlink == 1) add(fingerprint_of(status), 'f', below);
    }
    return {};
  }

  void add(std::uint64_t fingerprint, char type, std::string_view name) {
    fmt::format_to(std::back_inserter(text_), "{:016x}{}{}", fingerprint, type, name);
    text_ += '\0';
  }

  const int root_;
  std::string text_;
  std::vector<std::string> pending_;  // directories that were seen and not yet looked into
};

// --- Comparing ---

// glibc's subdirectories of a library path: glibc-hwcaps, and until 2.36 those on x86 and ARM named as in /proc/cpuinfo.
bool is_of_processors(std::string_view component) {
  static constexpr std::array<std::string_view, 8> kNames = {"glibc-hwcaps", "tls",    "haswell", "xeon_phi",
                                                             "avx512_1",     "x86_64", "aarch64", "atomics"};
  return std::ranges::find(kNames, component) != kNames.end();
}

bool loader_looks_into(std::string_view path) {
  if (path == "lib") return true;
  if (path.starts_with("lib/")) path.remove_prefix(4);
  return path.empty() || is_of_processors(path.substr(0, path.find('/')));
}

// One comparison, shared by its threads: each takes one directory with its files at a time.
class Comparison {
 public:
  Comparison(int root, const Manifest& manifest, Compare wanted) : root_(root), manifest_(manifest), wanted_(wanted) {}

  TreeCheck run() {
    if (wanted_ == Compare::Loadable) {
      work();
      return std::move(check_);
    }
    constexpr std::size_t kFilesPerThread = 500;  // starting a thread costs as much as some dozens
    const std::size_t by_work = 1 + manifest_.files.size() / kFilesPerThread;
    const std::size_t by_machine = std::clamp(std::thread::hardware_concurrency(), 1U, 4U);
    system::run_on_threads(static_cast<unsigned>(std::min(by_work, by_machine)), [this] { work(); });
    return std::move(check_);
  }

 private:
  void work() {
    while (!changed_) {
      const std::size_t index = next_++;
      if (index >= manifest_.directories.size()) return;
      compare(manifest_.directories[index]);
    }
  }

  void compare(const Manifest::Directory& directory) {
    if (wanted_ == Compare::Loadable && !loader_looks_into(directory.path)) return;
    const char* const path = directory.path[0] == '\0' ? "." : directory.path;
    const Fd fd(::openat(root_, path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    struct stat status {};
    if (!fd || ::fstat(fd.get(), &status) != 0 || fingerprint_of(status) != directory.fingerprint) {
      return tell(directory.path);
    }
    for (std::size_t i = directory.first; i < directory.last; ++i) {
      const Manifest::File& file = manifest_.files[i];
      if (wanted_ == Compare::Loadable && std::strstr(file.name, ".so") == nullptr) continue;
      if (::fstatat(fd.get(), file.name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
          fingerprint_of(status) == file.fingerprint) {
        continue;
      }
      return tell(directory.path[0] == '\0' ? std::string(file.name) : fmt::format("{}/{}", directory.path, file.name));
    }
  }

  void tell(std::string path) {
    const std::scoped_lock lock(mutex_);
    if (changed_.exchange(true)) return;
    check_ = {TreeCheck::State::Changed, std::move(path)};
  }

  const int root_;
  const Manifest& manifest_;
  const Compare wanted_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> changed_{false};
  std::mutex mutex_;
  TreeCheck check_;  // guarded by mutex_
};

}  // namespace

std::optional<Manifest> parse_manifest(std::string_view text) {
  if (!text.starts_with(kHead)) return std::nullopt;
  text.remove_prefix(kHead.size());
  Manifest manifest;
  const std::size_t line = text.find('\n');
  if (line == std::string_view::npos || !read_number(text.substr(0, line), manifest.root_inode, 10))
    return std::nullopt;
  text.remove_prefix(line + 1);
  while (!text.empty()) {
    const std::size_t end = text.find('\0');
    std::uint64_t fingerprint = 0;
    if (end == std::string_view::npos || end <= kDigits || !read_number(text.substr(0, kDigits), fingerprint, 16)) {
      return std::nullopt;
    }
    const char type = text[kDigits];
    const std::string_view name = text.substr(kDigits + 1, end - kDigits - 1);
    text.remove_prefix(end + 1);
    if (!stays_inside(name)) return std::nullopt;
    if (type == 'd') {
      manifest.directories.push_back({fingerprint, name.data(), manifest.files.size(), manifest.files.size()});
    } else if (type == 'f' && !manifest.directories.empty() && !name.empty() &&
               name.find('/') == std::string_view::npos) {
      manifest.files.push_back({fingerprint, name.data()});
      manifest.directories.back().last = manifest.files.size();
    } else {
      return std::nullopt;
    }
  }
  if (manifest.directories.empty()) return std::nullopt;
  return manifest;
}

Result<std::string> seal_tree(int root) { return Sealing(root).run(); }

TreeCheck check_tree(int root, const Manifest& manifest, Compare compare) {
  struct stat status {};
  if (::fstat(root, &status) != 0 || status.st_ino != manifest.root_inode) return {TreeCheck::State::Foreign, ""};
  return Comparison(root, manifest, compare).run();
}

}  // namespace lambdalocal::bundle

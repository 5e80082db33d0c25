#include "emulator/bundle/bundle.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "core/bundle/archive_entry.h"
#include "core/bundle/file_kind.h"
#include "emulator/bundle/closed_directory.h"
#include "emulator/bundle/unpack.h"
#include "emulator/system/digest.h"

namespace lambdalocal::bundle {
namespace {

namespace fs = std::filesystem;
using system::Fd;

Error refuse(const fs::path& package, const std::string& why) {
  return Error{ErrorKind::BadConfiguration, fmt::format("{}: {}", package.native(), why)};
}

Result<fs::path> absolute_path(const fs::path& path) {
  std::error_code error;
  fs::path result = fs::absolute(path, error);
  if (error) return Error{ErrorKind::System, fmt::format("find the current directory: {}", error.message())};
  result = result.lexically_normal();
  return result.has_filename() ? result : result.parent_path();
}

Error missing(const fs::path& package) {
  if (errno == ENOENT || errno == ENOTDIR) {
    return refuse(package, "there is no such file or directory\nname a directory, or a zip with the function's code");
  }
  const int reason = errno;
  if (reason == EACCES) {
    if (auto closed = closed_directory_above(package)) return *std::move(closed);
  }
  return refuse(package, std::generic_category().message(reason));
}

std::string first_bytes(int fd) {
  std::string bytes(512, '\0');
  const ssize_t n = ::pread(fd, bytes.data(), bytes.size(), 0);
  bytes.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
  return bytes;
}

// A zip that somebody is about to read whole: it looks like one, and is not absurdly large.
Result<void> check_archive(const fs::path& package, int fd, const struct stat& status, std::uintmax_t budget) {
  const std::string_view kind = file_kind(first_bytes(fd));
  if (!kind.empty() && kind != "a zip archive") {
    return refuse(package, fmt::format("it is {}\na deployment package is a directory or a zip archive", kind));
  }
  const std::uintmax_t margin = 64ULL * 1024 * 1024;  // headers, and what does not compress
  if (static_cast<std::uintmax_t>(status.st_size) > budget + margin) {
    return refuse(package, fmt::format("the archive has {} bytes; unzipped size must be smaller than {} bytes",
                                       status.st_size, limits::kUnpackedBytes));
  }
  return {};
}

bool same_file(const struct stat& a, const struct stat& b) {
  return a.st_ino == b.st_ino && a.st_dev == b.st_dev && a.st_size == b.st_size &&
         a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec &&
         a.st_ctim.tv_sec == b.st_ctim.tv_sec && a.st_ctim.tv_nsec == b.st_ctim.tv_nsec;
}

// Fails when the file behind `fd` is no longer what `before` says: what was read of it belongs to no one version.
Result<void> check_unchanged(const fs::path& package, int fd, const struct stat& before) {
  struct stat now {};
  if (::fstat(fd, &now) == 0 && same_file(before, now)) return {};
  return refuse(package, "the archive was changed while it was read\nrun the command again");
}

std::string warning_of(const Unpacked& unpacked) {
  if (unpacked.closed_directories > 0) {
    const bool root = unpacked.first_closed_directory.empty();
    return fmt::format(
        "{} director{} of the package cannot be entered by others than their owner, {} first: on Lambda what is in "
        "them "
        "is not found (permission denied); chmod a+rx them before zipping",
        unpacked.closed_directories, unpacked.closed_directories == 1 ? "y" : "ies",
        root ? "its root" : quoted_name(unpacked.first_closed_directory));
  }
  if (unpacked.unreadable == 0) return "";
  return fmt::format(
      "{} of {} files cannot be read by others than their owner, {} first: on Lambda opening them fails "
      "(permission denied); chmod a+r them before zipping",
      unpacked.unreadable, unpacked.files, quoted_name(unpacked.first_unreadable));
}

// The disk is full, or its owner's share of it.
Error with_advice(Error error) {
  if (error.kind == ErrorKind::System)
    error.message += "\nmake room for the cache, or set XDG_CACHE_HOME to a directory that has it";
  return error;
}

Result<CacheEntry> unpack_into(const Cache& cache, const fs::path& package, const struct stat& status,
                               std::uintmax_t budget) {
  const Fd file(::open(package.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return missing(package);
  TRY_VOID(check_unchanged(package, file.get(), status));
  TRY_VOID(check_archive(package, file.get(), status, budget));
  TRY(digest, system::sha256_of_file(file.get()));
  const auto make = [&](int root) -> Result<EntryMeta> {
    auto unpacked = unpack(file.get(), root, {.budget = budget});
    if (!unpacked) return with_advice(std::move(unpacked).error()).wrap(package.native());
    TRY_VOID(check_unchanged(package, file.get(), status));
    return EntryMeta{unpacked->bytes, warning_of(*unpacked)};
  };
  TRY(entry, cache.obtain(system::hex(digest), make));
  TRY_VOID(check_unchanged(package, file.get(), status));
  cache.remember(package, status, entry);
  return std::move(entry);
}

Result<Bundle> open_archive(const fs::path& package, const Cache& cache, const struct stat& status,
                            std::uintmax_t budget, Compare compare) {
  auto entry = cache.recall(package, status, compare);
  if (!entry) {
    TRY(made, unpack_into(cache, package, status, budget));
    entry = std::move(made);
  }
  if (entry->meta.bytes > budget) return over_budget(budget).wrap(package.native());
  Bundle bundle;
  bundle.entry = entry->root.parent_path();
  bundle.root = std::move(entry->root);
  bundle.unpacked = true;
  bundle.bytes = entry->meta.bytes;
  bundle.digest = std::move(entry->digest);
  bundle.was_changed = entry->changed.has_value();
  bundle.warning = entry->changed ? changed_warning(*entry->changed) : std::move(entry->meta.note);
  bundle.compared = entry->compared;
  bundle.lock = std::move(entry->lock);
  return bundle;
}

}  // namespace

Result<Bundle> open_bundle(const fs::path& package, const Cache& cache, std::uintmax_t budget, Compare compare) {
  TRY(path, absolute_path(package));
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return missing(path);
  if (S_ISDIR(status.st_mode)) {
    if (::access(path.c_str(), R_OK | X_OK) != 0) return missing(path);
    Bundle bundle;
    bundle.root = std::move(path);
    return bundle;
  }
  if (!S_ISREG(status.st_mode)) return refuse(path, "it is neither a directory nor a regular file");
  return open_archive(path, cache, status, budget, compare);
}

Result<std::string> code_sha256(const fs::path& archive, const Cache& cache) {
  TRY(path, absolute_path(archive));
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return missing(path);
  if (!S_ISREG(status.st_mode)) return refuse(path, "only an archive has a CodeSha256");
  if (const auto entry = cache.recall(path, status, Compare::Loadable)) {
    if (const auto digest = system::digest_from_hex(entry->digest)) return system::base64(*digest);
  }
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return missing(path);
  TRY(digest, system::sha256_of_file(file.get()));
  return system::base64(digest);
}

}  // namespace lambdalocal::bundle

#include "emulator/runtimes/inference.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "emulator/runtimes/machine.h"
#include "emulator/system/files/fd.h"

namespace lambdalocal::runtimes {
namespace {

constexpr std::size_t kSourceBytes = 8 * 1024 * 1024;
constexpr std::size_t kEntries = 10000;

}  // namespace

DirectoryListing::DirectoryListing(std::filesystem::path root) : root_(std::move(root)) {
  std::error_code ignored;  // a root that does not exist holds nothing
  real_root_ = std::filesystem::weakly_canonical(root_, ignored);
}

bool DirectoryListing::is_inside(const std::filesystem::path& path) const {
  std::error_code failed;
  const std::filesystem::path real = std::filesystem::canonical(path, failed);
  if (failed) return false;
  return std::ranges::mismatch(real_root_, real).in1 == real_root_.end();
}

void DirectoryListing::note_unreadable(std::string_view path, bool is_directory) const {
  if (!first_unreadable_) first_unreadable_ = Unreadable{std::string(path), is_directory};
}

void DirectoryListing::note_failure(const std::error_code& failed) const {
  if (failed == std::errc::too_many_files_open || failed == std::errc::too_many_files_open_in_system) {
    out_of_descriptors_ = true;
  }
}

std::vector<BundleEntry> DirectoryListing::entries(std::string_view directory) const {
  std::vector<BundleEntry> entries;
  std::error_code failed;
  std::filesystem::directory_iterator entry(root_ / directory, failed), end;
  if (failed == std::errc::permission_denied) note_unreadable(directory, true);
  note_failure(failed);
  for (; !failed && entry != end && entries.size() < kEntries; entry.increment(failed)) {
    std::error_code unknown;
    if (entry->is_symlink(unknown) && !is_inside(entry->path())) continue;
    entries.push_back({entry->path().filename(), entry->is_directory(unknown)});
  }
  std::ranges::sort(entries, {}, &BundleEntry::name);
  return entries;
}

bool DirectoryListing::is_file(std::string_view path) const {
  std::error_code failed;
  if (path.starts_with('/') || !std::filesystem::is_regular_file(root_ / path, failed)) return false;
  return is_inside(root_ / path);
}

std::string DirectoryListing::read(std::string_view path) const {
  std::error_code failed;
  if (!is_file(path) || std::filesystem::file_size(root_ / path, failed) > kSourceBytes) return "";
  std::string text = read_text(root_ / path, kSourceBytes);
  if (!text.empty()) return text;
  if (::access((root_ / path).c_str(), R_OK) != 0) {
    note_unreadable(path, false);
  } else if (const system::Fd again{::open((root_ / path).c_str(), O_RDONLY | O_CLOEXEC)}; !again) {
    note_failure({errno, std::generic_category()});
  }
  return text;
}

Result<Inferred> infer(const std::filesystem::path& task_root, std::optional<RuntimeId> runtime,
                       std::optional<std::string> handler, const InstalledVersions& installed) {
  const DirectoryListing listing(task_root);
  auto inferred = lambdalocal::infer(listing, runtime, std::move(handler), installed);
  if (listing.out_of_descriptors()) {
    return Error{ErrorKind::System, "read the function's files: Too many open files\nraise the limit: ulimit -n"};
  }
  if (const auto& unreadable = listing.first_unreadable(); !inferred && unreadable) {
    return Error{ErrorKind::BadConfiguration,
                 fmt::format("read {}: permission denied\nmake it readable: chmod {} {}", unreadable->path,
                             unreadable->is_directory ? "a+rx" : "a+r", (task_root / unreadable->path).string())};
  }
  return inferred;
}

}  // namespace lambdalocal::runtimes

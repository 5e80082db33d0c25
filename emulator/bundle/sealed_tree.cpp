#include "emulator/bundle/sealed_tree.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

#include "emulator/bundle/cache_index.h"

namespace lambdalocal::bundle {

namespace fs = std::filesystem;
using system::Fd;

fs::path manifest_path(const fs::path& entry) { return entry / "manifest"; }

Fd open_directory(const fs::path& path) {
  return Fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

bool lock(const Fd& fd, int operation) {
  int result = 0;
  do {
    result = ::flock(fd.get(), operation);
  } while (result != 0 && errno == EINTR);
  return result == 0;
}

TreeCheck check_entry(const fs::path& entry, Compare compare) {
  const auto text = read_whole_file(manifest_path(entry));
  const auto manifest = text ? parse_manifest(*text) : std::nullopt;
  if (!manifest) return {TreeCheck::State::Foreign, ""};
  const Fd root = open_directory(entry / "root");
  if (!root) return {TreeCheck::State::Changed, ""};
  return check_tree(root.get(), *manifest, compare);
}

// Whoever is not root must first be allowed to take names out of them.
void remove_tree(const fs::path& path) {
  std::error_code error;
  fs::remove_all(path, error);
  if (!error) return;
  std::error_code ignored;  // what cannot be removed now is tried again by the next sweep
  const auto open_up = [&](const fs::path& directory) {
    fs::permissions(directory, fs::perms::owner_all, fs::perm_options::add | fs::perm_options::nofollow, ignored);
  };
  if (fs::is_directory(fs::symlink_status(path, ignored))) open_up(path);
  for (fs::recursive_directory_iterator it(path, ignored), end; it != end; it.increment(ignored)) {
    if (fs::is_directory(it->symlink_status(ignored))) open_up(it->path());
  }
  fs::remove_all(path, ignored);
}

}  // namespace lambdalocal::bundle

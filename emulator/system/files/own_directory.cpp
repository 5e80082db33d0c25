#include "emulator/system/files/own_directory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <optional>
#include <string>
#include <system_error>

#include "emulator/system/files/fd.h"

namespace lambdalocal::system {
namespace {

namespace fs = std::filesystem;

bool is_owned(const struct stat& status) { return status.st_uid == ::geteuid() || status.st_uid == 0; }

// A group of this user's own, as most systems make one for each user, is this user.
bool is_writable_by_others(const struct stat& status) {
  const bool foreign_group = status.st_gid != ::getegid() && status.st_gid != 0;
  return (status.st_mode & S_IWOTH) != 0 || ((status.st_mode & S_IWGRP) != 0 && foreign_group);
}

// Of a directory such as /tmp: names in it can be taken away by their owners only.
bool is_sticky(const struct stat& status) { return (status.st_mode & S_ISVTX) != 0; }

Error refuse(const fs::path& directory, std::string_view what, std::string_view variable) {
  return Error{ErrorKind::System, fmt::format("the directory {} {}, who could change what runs from it\n"
                                              "set {} to a directory of yours",
                                              directory.native(), what, variable)};
}

Result<void> check_holder(const fs::path& directory, std::string_view variable) {
  struct stat status {};
  if (::stat(directory.c_str(), &status) != 0) return errno_error(fmt::format("use {}", directory.native()));
  if (!is_owned(status)) return refuse(directory, fmt::format("belongs to the user {}", status.st_uid), variable);
  if (is_writable_by_others(status) && !is_sticky(status))
    return refuse(directory, "may be written to by other users", variable);
  return {};
}

// A home, and the directories below it that lead to ours, in which we can make what is missing.
bool is_usable(const fs::path& home, const fs::path& below) {
  fs::path directory = home;
  const auto step = [&] {
    struct stat status {};
    if (::stat(directory.c_str(), &status) != 0) return std::optional<bool>(directory != home && errno == ENOENT);
    if (!S_ISDIR(status.st_mode) || !is_owned(status) || (is_writable_by_others(status) && !is_sticky(status)))
      return std::optional<bool>(false);
    return std::optional<bool>();
  };
  fs::path last = home;
  if (const auto done = step()) return *done;
  for (const fs::path& name : below) {
    directory /= name;
    const auto done = step();
    if (done && !*done) return false;
    if (done) break;  // it is missing, and so is what would be below it
    last = directory;
  }
  return ::faccessat(AT_FDCWD, last.c_str(), W_OK | X_OK, AT_EACCESS) == 0;
}

std::optional<fs::path> absolute_path(const char* variable) {
  const char* const value = std::getenv(variable);
  if (value == nullptr || value[0] != '/') return std::nullopt;
  return fs::path(value);
}

fs::path temporary_directory() {
  std::error_code error;
  fs::path temporary = fs::temp_directory_path(error);
  if (error) temporary = "/tmp";
  return temporary / fmt::format("lambdalocal-{}", ::geteuid());
}

}  // namespace

Result<void> check_own_directory(const fs::path& directory, std::string_view variable) {
  struct stat status {};
  if (::lstat(directory.c_str(), &status) != 0) {
    if (errno == ENOENT) return {};
    return errno_error(fmt::format("use {}", directory.native()));
  }
  if (S_ISLNK(status.st_mode)) {
    return Error{ErrorKind::System, fmt::format("{} is a symbolic link and not followed\n"
                                                "remove it, and set {} to the directory that is to be used",
                                                directory.native(), variable)};
  }
  if (!is_owned(status)) return refuse(directory, fmt::format("belongs to the user {}", status.st_uid), variable);
  if (is_writable_by_others(status)) return refuse(directory, "may be written to by other users", variable);
  return check_holder(directory.parent_path(), variable);
}

Result<void> make_own_directory(const fs::path& directory, std::string_view variable) {
  std::error_code error;
  if (!fs::is_directory(directory.parent_path(), error)) fs::create_directories(directory.parent_path(), error);
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) {
    Error failed = errno_error(fmt::format("make the directory {}", directory.native()));
    failed.message += fmt::format("\nset {} to a directory you can write to", variable);
    return failed;
  }
  return check_own_directory(directory, variable);
}

fs::path user_cache_directory() {
  if (const auto cache = absolute_path("XDG_CACHE_HOME")) return *cache / "lambdalocal";
  if (const auto home = absolute_path("HOME"); home && is_usable(*home, ".cache/lambdalocal"))
    return *home / ".cache/lambdalocal";
  return temporary_directory();
}

fs::path user_data_directory() {
  if (const auto data = absolute_path("XDG_DATA_HOME")) return *data / "lambdalocal";
  if (const auto home = absolute_path("HOME")) {
    fs::path directory = *home / ".local/share/lambdalocal";
    std::error_code error;
    if (fs::is_directory(directory, error) || is_usable(*home, ".local/share/lambdalocal")) return directory;
  }
  return temporary_directory() / "data";
}

}  // namespace lambdalocal::system

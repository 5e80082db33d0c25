#include "emulator/bundle/closed_directory.h"

#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <string>

namespace lambdalocal::bundle {
namespace {

std::string name_of_user(uid_t user) {
  std::array<char, 4096> text;
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(user, &entry, text.data(), text.size(), &found) == 0 && found != nullptr) return found->pw_name;
  return fmt::format("user {}", user);
}

}  // namespace

std::optional<Error> closed_directory_above(const std::filesystem::path& path) {
  std::filesystem::path directory;
  for (const auto& component : path.parent_path()) {
    directory /= component;
    struct stat status {};
    if (::stat(directory.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) return std::nullopt;
    if (::access(directory.c_str(), X_OK) == 0) continue;
    return Error{
        ErrorKind::BadConfiguration,
        fmt::format(
            "{}: permission denied: {} belongs to {} and has mode {:04o}\nlet others enter it (chmod a+x {}), or "
            "run lambdalocal as its owner",
            path.string(), directory.string(), name_of_user(status.st_uid), status.st_mode & 07777U,
            directory.string())};
  }
  return std::nullopt;
}

}  // namespace lambdalocal::bundle

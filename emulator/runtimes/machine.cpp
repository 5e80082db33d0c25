#include "emulator/runtimes/machine.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "emulator/system/files/fd.h"

namespace lambdalocal::runtimes {

std::string Machine::variable(std::string_view name) const {
  const auto found = environment.find(name);
  return found == environment.end() ? "" : found->second;
}

std::filesystem::path Machine::home_directory(std::string_view variable_name, std::string_view below_home) const {
  if (std::string value = variable(variable_name); !value.empty()) return value;
  const std::string home = variable("HOME");
  return home.empty() ? std::filesystem::path() : std::filesystem::path(home) / below_home;
}

std::filesystem::path Machine::user_data() const { return home_directory("XDG_DATA_HOME", ".local/share"); }

std::vector<std::filesystem::path> Machine::search_path() const {
  std::vector<std::filesystem::path> directories;
  std::vector<std::pair<dev_t, ino_t>> known;  // /bin is /usr/bin on most systems
  const auto add = [&](std::filesystem::path directory) {
    struct stat status;
    if (!directory.is_absolute()) return;  // what lies in the current directory must not be run by accident
    if (::stat(directory.c_str(), &status) != 0) return;
    const std::pair identity(status.st_dev, status.st_ino);
    if (std::ranges::find(known, identity) != known.end()) return;
    known.push_back(identity);
    directories.push_back(std::move(directory));
  };
  const std::string path = variable("PATH");
  for (std::size_t start = 0; start <= path.size();) {
    const std::size_t end = std::min(path.find(':', start), path.size());
    if (end > start) add(path.substr(start, end - start));
    start = end + 1;
  }
  add(system_root / "usr/local/bin");
  add(system_root / "usr/bin");
  return directories;
}

std::filesystem::path Machine::find_program(const std::string& name) const {
  for (const std::filesystem::path& directory : search_path()) {
    if (is_executable(directory / name)) return directory / name;
  }
  return {};
}

bool is_executable(const std::filesystem::path& path) {
  struct stat status;
  return ::access(path.c_str(), X_OK) == 0 && ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

bool path_exists(const std::filesystem::path& path) { return ::access(path.c_str(), F_OK) == 0; }

std::filesystem::path canonical_executable(const std::filesystem::path& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), &std::free);
  if (real == nullptr || !is_executable(real.get())) return {};
  return real.get();
}

std::string read_text(const std::filesystem::path& path, std::size_t limit) {
  const system::Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));  // a FIFO must not make us wait
  struct stat status;
  if (!file || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return "";
  std::string text(std::min<std::size_t>(limit, static_cast<std::size_t>(status.st_size)), '\0');
  std::size_t filled = 0;
  while (filled < text.size()) {
    const ssize_t count = ::read(file.get(), text.data() + filled, text.size() - filled);
    if (count <= 0) break;
    filled += static_cast<std::size_t>(count);
  }
  text.resize(filled);
  return text;
}

}  // namespace lambdalocal::runtimes

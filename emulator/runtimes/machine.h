// The caller's machine as runtimes see it: handed in as a value, never read from the process (the cli fills it in).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace lambdalocal::runtimes {

struct Machine {
  std::map<std::string, std::string, std::less<>> environment;  // PATH, HOME, PYENV_ROOT... all of the caller's is fine
  std::filesystem::path working_directory;
  std::filesystem::path cache_directory;    // $XDG_CACHE_HOME/lambdalocal; empty: nothing is cached
  std::filesystem::path data_directory;     // $XDG_DATA_HOME/lambdalocal
  std::filesystem::path system_root = "/";  // where /usr/bin, /opt and Homebrew's prefix are looked for

  // The value of a variable; empty when it is not set.
  std::string variable(std::string_view name) const;
  // A directory named by a variable, or the fallback below $HOME; empty when neither is known.
  std::filesystem::path home_directory(std::string_view variable_name, std::string_view below_home) const;
  // $XDG_DATA_HOME, or ~/.local/share.
  std::filesystem::path user_data() const;
  // The directories of PATH in order, each once, those left out that are relative or do not exist; then /usr/local/bin and
  // /usr/bin.
  std::vector<std::filesystem::path> search_path() const;
  // An executable regular file of that name in the search path; empty when there is none.
  std::filesystem::path find_program(const std::string& name) const;
};

// Whether `path` is a regular file (or a link to one) that may be executed.
bool is_executable(const std::filesystem::path& path);

bool path_exists(const std::filesystem::path& path);

// The path of the file itself, without links in it; empty when it does not exist or may not be executed.
std::filesystem::path canonical_executable(const std::filesystem::path& path);

// The whole text of a file up to `limit` bytes; empty when it cannot be read.
std::string read_text(const std::filesystem::path& path, std::size_t limit);

}  // namespace lambdalocal::runtimes

// A directory of its own for one test, removed afterwards, and the files that stand for interpreters in it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "emulator/runtimes/machine.h"

namespace lambdalocal::runtimes {

class FileTree {
 public:
  FileTree() {
    std::string pattern = (std::filesystem::temp_directory_path() / "lambdalocal-test-XXXXXX").string();
    root_ = std::filesystem::canonical(::mkdtemp(pattern.data()));
  }
  FileTree(const FileTree&) = delete;
  FileTree& operator=(const FileTree&) = delete;
  ~FileTree() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }

  std::filesystem::path path(const std::string& relative) const { return root_ / relative; }

  std::filesystem::path write(const std::string& relative, const std::string& text) const {
    std::filesystem::create_directories(path(relative).parent_path());
    std::ofstream(path(relative), std::ios::binary) << text;
    return path(relative);
  }
  std::filesystem::path executable(const std::string& relative, const std::string& text) const {
    std::filesystem::permissions(write(relative, text), std::filesystem::perms(0755));
    return path(relative);
  }
  // What looks like a binary; it cannot be run.
  std::filesystem::path binary(const std::string& relative) const {
    return executable(relative,
                      "\x7f"
                      "ELF fake");
  }
  std::filesystem::path link(const std::string& relative, const std::filesystem::path& target) const {
    std::filesystem::create_directories(path(relative).parent_path());
    std::filesystem::create_symlink(target, path(relative));
    return path(relative);
  }

  // A machine that has nothing but this tree: HOME is home/, the system lies in system/, PATH as given (relative, by
  // ':').
  Machine machine(const std::string& search_path = "") const {
    Machine machine;
    std::string absolute;
    for (std::size_t start = 0; start < search_path.size();) {
      const std::size_t end = std::min(search_path.find(':', start), search_path.size());
      absolute += (absolute.empty() ? "" : ":") + path(search_path.substr(start, end - start)).string();
      start = end + 1;
    }
    machine.environment = {{"HOME", path("home").string()}, {"PATH", absolute}};
    machine.working_directory = path("work");
    machine.cache_directory = path("cache");
    machine.data_directory = path("data");
    machine.system_root = path("system");
    return machine;
  }

 private:
  std::filesystem::path root_;
};

}  // namespace lambdalocal::runtimes

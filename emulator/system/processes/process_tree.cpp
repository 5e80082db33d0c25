#include "emulator/system/processes/process_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <string>

#include "emulator/system/files/fd.h"

namespace lambdalocal::system {
namespace {

// Empty when there is none.
std::string read_file(const std::string& path) {
  std::string text;
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return text;
  char buffer[4096];
  ssize_t size = 0;
  while ((size = ::read(fd.get(), buffer, sizeof buffer)) > 0) text.append(buffer, static_cast<std::size_t>(size));
  return text;
}

// The entries of a directory whose names are numbers.
std::vector<pid_t> numbers_in(const std::string& directory) {
  std::vector<pid_t> numbers;
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(directory.c_str()), &::closedir);
  if (!entries) return numbers;
  while (const dirent* entry = ::readdir(entries.get())) {
    if (const int number = std::atoi(entry->d_name); number > 0) numbers.push_back(number);
  }
  return numbers;
}

bool has_children_files() {
  return ::access(fmt::format("/proc/self/task/{}/children", ::getpid()).c_str(), R_OK) == 0;
}

}  // namespace

ProcessTree::ProcessTree() : ProcessTree(has_children_files() ? Source::ChildrenFiles : Source::Snapshot) {}

ProcessTree::ProcessTree(Source source) : source_(source) {
  if (source_ == Source::ChildrenFiles) return;
  for (const pid_t pid : numbers_in("/proc")) {
    const auto stat = read_file(fmt::format("/proc/{}/stat", pid));
    // "pid (name) state parent ...", where the name may hold anything.
    const auto name_end = stat.rfind(')');
    if (name_end == std::string::npos || name_end + 4 >= stat.size()) continue;
    parents_.emplace_back(std::atoi(stat.c_str() + name_end + 4), pid);
  }
}

std::vector<pid_t> ProcessTree::children_of(pid_t pid) const {
  std::vector<pid_t> children;
  if (source_ == Source::Snapshot) {
    for (const auto& [parent, child] : parents_) {
      if (parent == pid) children.push_back(child);
    }
    return children;
  }
  for (const pid_t thread : numbers_in(fmt::format("/proc/{}/task", pid))) {
    const auto text = read_file(fmt::format("/proc/{}/task/{}/children", pid, thread));
    const char* position = text.c_str();
    char* end = nullptr;
    for (long child = 0; (child = std::strtol(position, &end, 10)) > 0; position = end) {
      children.push_back(static_cast<pid_t>(child));
    }
  }
  return children;
}

std::vector<pid_t> descendants_of_ours() {
  const ProcessTree tree;
  std::vector<pid_t> found = tree.children_of(::getpid());
  for (std::size_t at = 0; at < found.size(); ++at) {
    const auto children = tree.children_of(found[at]);
    found.insert(found.end(), children.begin(), children.end());
  }
  return found;
}

bool is_stopped(pid_t pid) {
  const auto stat = read_file(fmt::format("/proc/{}/stat", pid));
  const auto name_end = stat.rfind(") ");
  return name_end != std::string::npos && stat.compare(name_end, 3, ") T") == 0;
}

bool kill_descendants(const std::vector<pid_t>& spared) {
  const ProcessTree tree;
  std::vector<pid_t> generation = tree.children_of(::getpid());
  std::erase_if(generation, [&](pid_t pid) { return std::ranges::find(spared, pid) != spared.end(); });
  const bool any = !generation.empty();
  // A whole generation first, as a kill is a microsecond and reading a process's children twenty: who would pass life
  // on to a fork is to have little time for it.
  while (!generation.empty()) {
    for (const pid_t pid : generation) ::kill(pid, SIGKILL);
    std::vector<pid_t> next;
    for (const pid_t pid : generation) {
      const auto children = tree.children_of(pid);
      next.insert(next.end(), children.begin(), children.end());
    }
    generation = std::move(next);
  }
  return any;
}

}  // namespace lambdalocal::system

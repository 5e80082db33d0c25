#include "emulator/system/processes/control_group.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/sched.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>

namespace lambdalocal::system {
namespace {

constexpr std::string_view kPrefix = "lambdalocal-";

bool set(const std::string& directory, const char* file, const std::string& value) {
  const Fd opened(::open((directory + "/" + file).c_str(), O_WRONLY | O_CLOEXEC));
  return opened && ::write(opened.get(), value.data(), value.size()) == static_cast<ssize_t>(value.size());
}

std::string start_of_file(const std::string& path) {
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string text(16384, '\0');
  const ssize_t size = file ? ::read(file.get(), text.data(), text.size()) : 0;
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return text;
}

bool limit_memory(ControlGroupVersion version, const std::string& directory, std::uint64_t bytes) {
  const std::string limit = std::to_string(bytes);
  if (version == ControlGroupVersion::V1) {
    if (!set(directory, "memory.limit_in_bytes", limit)) return false;
    set(directory, "memory.memsw.limit_in_bytes", limit);  // on Lambda nothing is swapped
    return true;
  }
  if (!set(directory, "memory.max", limit)) return false;
  set(directory, "memory.swap.max", "0");
  set(directory, "memory.oom.group", "1");
  return true;
}

void remove_stale_in(const std::string& place) {
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(place.c_str()), &::closedir);
  if (!entries) return;
  while (const dirent* entry = ::readdir(entries.get())) {
    const std::string_view name = entry->d_name;
    if (!name.starts_with(kPrefix)) continue;
    const pid_t owner = std::atoi(entry->d_name + kPrefix.size());
    if (owner > 0 && ::kill(owner, 0) != 0 && errno == ESRCH) ::rmdir((place + "/" + entry->d_name).c_str());
  }
}

}  // namespace

std::string control_group_name(std::string_view suffix) { return fmt::format("{}{}-{}", kPrefix, ::getpid(), suffix); }

ControlGroup::ControlGroup(const ControlGroupPlaces& places, ControlGroupVersion version, const ProcessLimits& limits) {
  if (limits.group.empty()) return;
  const auto make = [&](const ControllerPlace& place) {
    if (place.version != version) return std::string();
    std::string directory = place.directory + "/" + limits.group;
    if (::mkdir(directory.c_str(), 0755) != 0 && errno != EEXIST) return std::string();
    if (directories_.empty() || directories_.front() != directory) directories_.push_back(directory);
    return directory;
  };
  if (const std::string directory = make(places.memory);
      !directory.empty() && limit_memory(version, directory, limits.memory_bytes)) {
    memory_events_ = directory + (version == ControlGroupVersion::V1 ? "/memory.oom_control" : "/memory.events");
    kills_before_ = memory_kills();
  }
  if (const std::string directory = make(places.processes); !directory.empty()) {
    set(directory, "pids.max", std::to_string(limits.processes));
  }
  if (version == ControlGroupVersion::V2 && !directories_.empty()) {
    unified_ = Fd(::open(directories_.front().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }
}

pid_t ControlGroup::fork_into() const {
  if (unified_) {
    clone_args arguments{};
    arguments.flags = CLONE_INTO_CGROUP;
    arguments.exit_signal = SIGCHLD;
    arguments.cgroup = static_cast<std::uint64_t>(unified_.get());
    const auto pid = static_cast<pid_t>(::syscall(SYS_clone3, &arguments, sizeof arguments));
    if (pid >= 0 || errno == EAGAIN || errno == ENOMEM) return pid;  // else this kernel, or this place, cannot
  }
  return ::fork();
}

bool ControlGroup::take(pid_t pid) const {
  bool taken = !directories_.empty();
  for (const std::string& directory : directories_)
    taken = set(directory, "cgroup.procs", std::to_string(pid)) && taken;
  return taken;
}

std::vector<pid_t> ControlGroup::members() const {
  std::vector<pid_t> members;
  if (directories_.empty()) return members;
  const std::string text = start_of_file(directories_.back() + "/cgroup.procs");
  for (const char* line = text.c_str(); *line != '\0';) {
    char* end = nullptr;
    members.push_back(static_cast<pid_t>(std::strtol(line, &end, 10)));
    if (end == line) break;
    line = *end == '\n' ? end + 1 : end;
  }
  return members;
}

// "oom_kill 3" on a line of its own.
std::uint64_t ControlGroup::memory_kills() const {
  constexpr std::string_view kKey = "\noom_kill ";
  const std::string text = "\n" + start_of_file(memory_events_);
  const std::size_t at = text.find(kKey);
  return at == std::string::npos ? 0 : std::strtoull(text.c_str() + at + kKey.size(), nullptr, 10);
}

bool ControlGroup::ran_out_of_memory() const { return !memory_events_.empty() && memory_kills() > kills_before_; }

void ControlGroup::remove() {
  for (const std::string& directory : directories_) ::rmdir(directory.c_str());
  directories_.clear();
  memory_events_.clear();
}

void remove_stale_control_groups(const ControlGroupPlaces& places) {
  remove_stale_in(places.memory.directory);
  if (places.processes != places.memory) remove_stale_in(places.processes.directory);
}

}  // namespace lambdalocal::system

#include "emulator/system/processes/control_group_places.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "emulator/system/files/fd.h"

namespace lambdalocal::system {
namespace {

std::string whole_file(const std::string& path) {
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string text;
  char bytes[4096];
  for (ssize_t size = 0; file && (size = ::read(file.get(), bytes, sizeof bytes)) > 0;)
    text.append(bytes, static_cast<std::size_t>(size));
  return text;
}

std::vector<std::string_view> split_at(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

bool has_word(std::string_view list, char separator, std::string_view word) {
  return std::ranges::count(split_at(list, separator), word) > 0;
}

// Spaces in paths are written as \040.
std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\' && at + 3 < text.size()) {
      plain += static_cast<char>((text[at + 1] - '0') * 64 + (text[at + 2] - '0') * 8 + (text[at + 3] - '0'));
      at += 3;
    } else {
      plain += text[at];
    }
  }
  return plain;
}

// The group in the hierarchy of a controller; an empty one: of the unified hierarchy. Lines are "4:memory:/a/b" and "0::/a/b".
std::optional<std::string> group_of(std::string_view groups, std::string_view controller) {
  for (const std::string_view line : split_at(groups, '\n')) {
    const std::size_t first = line.find(':');
    if (first == std::string_view::npos) continue;
    const std::size_t second = line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    const std::string_view controllers = line.substr(first + 1, second - first - 1);
    const bool is_meant =
        controller.empty() ? line.starts_with("0:") && controllers.empty() : has_word(controllers, ',', controller);
    if (is_meant) return std::string(line.substr(second + 1));
  }
  return std::nullopt;
}

struct Mount {
  std::string root, place;  // what of the hierarchy is mounted, and where
};

// Lines are "36 35 98:0 /root /mount/point rw,noatime master:1 - type source super,options".
std::optional<Mount> mount_of(std::string_view mounts, std::string_view type, std::string_view controller) {
  for (const std::string_view line : split_at(mounts, '\n')) {
    const std::size_t dash = line.find(" - ");
    if (dash == std::string_view::npos) continue;
    const auto fields = split_at(line.substr(0, dash), ' '), rest = split_at(line.substr(dash + 3), ' ');
    if (fields.size() < 5 || rest.empty() || rest[0] != type) continue;
    if (!controller.empty() && (rest.size() < 3 || !has_word(rest[2], ',', controller))) continue;
    return Mount{unescaped(fields[3]), unescaped(fields[4])};
  }
  return std::nullopt;
}

// Where a group is to be found; none when it lies outside of what is mounted.
std::optional<std::string> directory_of(const Mount& mount, std::string group) {
  if (mount.root != "/") {
    if (!group.starts_with(mount.root)) return std::nullopt;
    group.erase(0, mount.root.size());
  }
  while (group.ends_with('/')) group.pop_back();
  return mount.place + group;
}

bool may_write(const std::string& path) { return ::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) == 0; }

ControllerPlace place_in_own_hierarchy(std::string_view groups, std::string_view mounts, std::string_view controller) {
  const auto group = group_of(groups, controller);
  const auto mount = mount_of(mounts, "cgroup", controller);
  const auto directory = group && mount ? directory_of(*mount, *group) : std::nullopt;
  if (!directory || !may_write(*directory)) return {};
  return {ControlGroupVersion::V1, *directory};
}

// Processes can be where no controller is handed on to groups below, and the other way round: so it is a group above ours. It must be
// ours, for who moves a process must be allowed to write to the lowest group that both places have in common.
ControllerPlace place_in_unified_hierarchy(std::string_view groups, std::string_view mounts,
                                           std::string_view controller) {
  const auto group = group_of(groups, "");
  const auto mount = mount_of(mounts, "cgroup2", "");
  auto directory = group && mount ? directory_of(*mount, *group) : std::nullopt;
  while (directory && directory->size() >= mount->place.size()) {
    std::string handed_on = whole_file(*directory + "/cgroup.subtree_control");
    std::ranges::replace(handed_on, '\n', ' ');
    if (has_word(handed_on, ' ', controller) && may_write(*directory) && may_write(*directory + "/cgroup.procs"))
      return {ControlGroupVersion::V2, *directory};
    directory->erase(std::min(directory->rfind('/'), directory->size()));
  }
  return {};
}

ControllerPlace place_of(std::string_view groups, std::string_view mounts, std::string_view controller) {
  ControllerPlace own = place_in_own_hierarchy(groups, mounts, controller);
  if (own.version != ControlGroupVersion::None) return own;
  return place_in_unified_hierarchy(groups, mounts, controller);
}

}  // namespace

ControlGroupPlaces control_group_places(std::string_view groups, std::string_view mounts) {
  return {place_of(groups, mounts, "memory"), place_of(groups, mounts, "pids")};
}

ControlGroupPlaces control_group_places() {
  return control_group_places(whole_file("/proc/self/cgroup"), whole_file("/proc/self/mountinfo"));
}

}  // namespace lambdalocal::system

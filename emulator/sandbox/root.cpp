// The sources are opened first, as mounts that hang nowhere; then a new root comes to lie over a directory that every machine has,
// what was opened is hung into it, and the old root is let go.
#include "emulator/sandbox/root.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <string>
#include <utility>

#include "emulator/system/files/fd.h"

namespace lambdalocal::sandbox {
namespace {

using system::Fd;

constexpr const char* kPlaceOfNewRoot = "/usr";
constexpr std::uint64_t kReadOnly = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
constexpr std::array kDevices = {"null", "zero", "full", "random", "urandom", "tty"};

// A path inside, as one from the new root, which is the working directory meanwhile.
const char* from_root(const std::string& inside) { return inside.c_str() + 1; }

Fd clone_mount(const char* source) {
  return Fd(static_cast<int>(::syscall(SYS_open_tree, AT_FDCWD, source,
                                       OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | static_cast<unsigned>(AT_RECURSIVE))));
}

bool set_attributes(int mount, std::uint64_t attributes) {
  mount_attr change{};
  change.attr_set = attributes;
  return ::syscall(SYS_mount_setattr, mount, "", AT_EMPTY_PATH | AT_RECURSIVE, &change, sizeof change) == 0;
}

bool hang(const Fd& mount, const char* target) {
  return ::syscall(SYS_move_mount, mount.get(), "", AT_FDCWD, target, MOVE_MOUNT_F_EMPTY_PATH) == 0;
}

struct Option {
  const char* name;
  const char* value;
};

Fd new_file_system(const char* type, std::initializer_list<Option> options, unsigned attributes) {
  const Fd context(static_cast<int>(::syscall(SYS_fsopen, type, FSOPEN_CLOEXEC)));
  if (!context) return Fd();
  for (const Option& option : options) {
    if (::syscall(SYS_fsconfig, context.get(), FSCONFIG_SET_STRING, option.name, option.value, 0) != 0) return Fd();
  }
  if (::syscall(SYS_fsconfig, context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) != 0) return Fd();
  return Fd(static_cast<int>(::syscall(SYS_fsmount, context.get(), FSMOUNT_CLOEXEC, attributes)));
}

// All directories above the last part of a path.
bool make_directories_above(std::string path) {
  for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    path[slash] = '\0';
    if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST) return false;
    path[slash] = '/';
  }
  return true;
}

// Something to hang a mount on, where there is nothing yet.
bool make_place(const char* place, bool is_directory) {
  if (::access(place, F_OK) == 0) return true;
  if (!make_directories_above(place)) return false;
  if (is_directory) return ::mkdir(place, 0755) == 0;
  return static_cast<bool>(Fd(::open(place, O_WRONLY | O_CREAT | O_CLOEXEC, 0644)));
}

bool bind_at(const Fd& source, const std::string& target) {
  struct stat status {};
  return ::fstat(source.get(), &status) == 0 && make_place(from_root(target), S_ISDIR(status.st_mode)) &&
         hang(source, from_root(target));
}

bool make_devices(const std::array<Fd, kDevices.size()>& devices) {
  if (::mkdir("dev", 0755) != 0) return false;
  for (std::size_t index = 0; index < devices.size(); ++index) {
    if (devices[index] && !bind_at(devices[index], std::string("/dev/") + kDevices[index])) return false;
  }
  return ::symlink("/proc/self/fd", "dev/fd") == 0 && ::symlink("/proc/self/fd/0", "dev/stdin") == 0 &&
         ::symlink("/proc/self/fd/1", "dev/stdout") == 0 && ::symlink("/proc/self/fd/2", "dev/stderr") == 0;
}

bool write_file(const File& file, std::size_t number) {
  char name[32];
  std::snprintf(name, sizeof name, ".file%zu", number);
  {
    const Fd made(::open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
    const auto size = static_cast<ssize_t>(file.text.size());
    if (!made || ::write(made.get(), file.text.data(), file.text.size()) != size) return false;
  }
  Fd mount(clone_mount(name));
  const bool laid = mount && set_attributes(mount.get(), kReadOnly) && bind_at(mount, file.target);
  return ::unlink(name) == 0 && laid;
}

bool make_tmp(std::uint64_t bytes) {
  const std::string size = std::to_string(bytes);
  const Fd tmp =
      new_file_system("tmpfs", {{"size", size.c_str()}, {"mode", "1777"}}, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
  return tmp && make_place("tmp", true) && hang(tmp, "tmp");
}

bool make_proc() {
  const Fd proc = new_file_system("proc", {}, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
  return proc && make_place("proc", true) && hang(proc, "proc");
}

bool go_to(const Fd& root) {
  if (!hang(root, kPlaceOfNewRoot) || ::fchdir(root.get()) != 0) return false;
  return true;
}

// The new root over the old one, which is then the topmost and goes.
bool leave_old_root() {
  return ::syscall(SYS_pivot_root, ".", ".") == 0 && ::umount2(".", MNT_DETACH) == 0 && ::chdir("/") == 0;
}

}  // namespace

bool has_mount_interface() {
  const Fd mount = clone_mount(kPlaceOfNewRoot);
  return mount && set_attributes(mount.get(), kReadOnly);
}

bool can_mount_proc() { return static_cast<bool>(new_file_system("proc", {}, MOUNT_ATTR_NOSUID)); }

bool change_root(const Plan& plan) {
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  std::vector<Fd> sources;
  sources.reserve(plan.binds.size());
  for (const Bind& bind : plan.binds) {
    Fd source = clone_mount(bind.source.c_str());
    if (!source || !set_attributes(source.get(), kReadOnly)) return false;
    sources.push_back(std::move(source));
  }
  std::array<Fd, kDevices.size()> devices;
  for (std::size_t index = 0; index < devices.size(); ++index) {
    devices[index] = clone_mount((std::string("/dev/") + kDevices[index]).c_str());
  }
  const Fd root = new_file_system("tmpfs", {{"mode", "0755"}}, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
  if (!root || !go_to(root)) return false;
  if (!make_tmp(plan.tmp_bytes) || !make_proc() || !make_devices(devices)) return false;
  for (const Link& link : plan.links) {
    if (!make_directories_above(from_root(link.place)) || ::symlink(link.text.c_str(), from_root(link.place)) != 0)
      return false;
  }
  for (std::size_t index = 0; index < sources.size(); ++index) {
    if (!bind_at(sources[index], plan.binds[index].target)) return false;
  }
  for (std::size_t index = 0; index < plan.files.size(); ++index) {
    if (!write_file(plan.files[index], index)) return false;
  }
  mount_attr read_only{};
  read_only.attr_set = MOUNT_ATTR_RDONLY;
  return ::syscall(SYS_mount_setattr, root.get(), "", AT_EMPTY_PATH, &read_only, sizeof read_only) == 0 &&
         leave_old_root();
}

}  // namespace lambdalocal::sandbox

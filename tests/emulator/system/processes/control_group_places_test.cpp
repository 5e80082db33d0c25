#include "emulator/system/processes/control_group_places.h"

#include "tests/emulator/runtimes/file_tree.h"
#include "tests/support/catch.h"

using lambdalocal::runtimes::FileTree;
using namespace lambdalocal::system;

namespace {

// A group of the unified hierarchy that hands these controllers on.
void add_group(const FileTree& tree, const std::string& path, const std::string& controllers) {
  tree.write(path + "/cgroup.subtree_control", controllers + "\n");
  tree.write(path + "/cgroup.procs", "");
}

}  // namespace

TEST_CASE("in the unified hierarchy groups are made below the nearest ancestor that hands the controller on") {
  const FileTree tree;
  add_group(tree, "cg/user.slice/app.slice", "cpu memory pids");
  add_group(tree, "cg/user.slice/app.slice/terminal.scope", "");
  const std::string mounts = "29 23 0:26 / /sys rw - sysfs sysfs rw\n30 23 0:27 / " + tree.path("cg").string() +
                             " rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";
  const ControlGroupPlaces places = control_group_places("0::/user.slice/app.slice/terminal.scope\n", mounts);
  CHECK(places.memory == ControllerPlace{ControlGroupVersion::V2, tree.path("cg/user.slice/app.slice").string()});
  CHECK(places.processes == places.memory);
}

TEST_CASE("without a controller that is handed on, or without the mount, there is no place") {
  const FileTree tree;
  add_group(tree, "cg/a", "cpu");
  const std::string mounts = "30 23 0:27 / " + tree.path("cg").string() + " rw - cgroup2 cgroup2 rw\n";
  CHECK(control_group_places("0::/a\n", mounts).memory.version == ControlGroupVersion::None);
  CHECK(control_group_places("0::/a\n", "").memory.version == ControlGroupVersion::None);
  CHECK(control_group_places("", mounts).memory.version == ControlGroupVersion::None);
  CHECK(control_group_places("nonsense\n::\n0\n", "nonsense - \n - cgroup2\n").memory == ControllerPlace{});
}

TEST_CASE("a hierarchy of a controller's own comes first, with the group as it is mounted") {
  const FileTree tree;
  std::filesystem::create_directories(tree.path("mem ory/inner"));
  std::filesystem::create_directories(tree.path("pids"));
  const std::string escaped = tree.path("mem").string() + "\\040ory";
  const std::string mounts = "40 23 0:40 /docker/77 " + escaped + " rw - cgroup cgroup rw,memory\n41 23 0:41 / " +
                             tree.path("pids").string() + " rw - cgroup cgroup rw,pids\n";
  const ControlGroupPlaces places = control_group_places("8:pids:/\n4:cpu,memory:/docker/77/inner\n0::/\n", mounts);
  CHECK(places.memory == ControllerPlace{ControlGroupVersion::V1, tree.path("mem ory/inner").string()});
  CHECK(places.processes == ControllerPlace{ControlGroupVersion::V1, tree.path("pids").string()});
  CHECK(control_group_places("4:memory:/elsewhere\n", mounts).memory.version == ControlGroupVersion::None);
}

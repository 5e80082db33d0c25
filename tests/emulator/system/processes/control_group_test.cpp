#include "emulator/system/processes/control_group.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "tests/emulator/runtimes/file_tree.h"
#include "tests/support/catch.h"

using lambdalocal::runtimes::FileTree;
using namespace lambdalocal::system;

namespace {

ControlGroupPlaces places_in(const std::string& directory, ControlGroupVersion version = ControlGroupVersion::V1) {
  return {{version, directory}, {version, directory}};
}

// A process id that was somebody's and is nobody's any more.
pid_t dead_process() {
  const pid_t pid = ::fork();
  if (pid == 0) ::_exit(0);
  ::waitpid(pid, nullptr, 0);
  return pid;
}

// The version that this machine has, and where; none where none of it can be used.
ControlGroupVersion usable_version() {
  const ControlGroupPlaces places = control_group_places();
  ControlGroup tried(places, places.processes.version, {control_group_name("probe"), 1 << 30, 1024});
  const bool is_usable = !tried.empty();
  tried.remove();
  return is_usable ? places.processes.version : ControlGroupVersion::None;
}

}  // namespace

TEST_CASE("groups of owners that are gone are removed, all else stays") {
  const FileTree tree;
  const std::string ours = control_group_name("1"), dead = "lambdalocal-" + std::to_string(dead_process()) + "-1";
  for (const std::string& name : {ours, dead, std::string("lambdalocal-x"), std::string("user.slice")})
    std::filesystem::create_directories(tree.path("cg/" + name));
  remove_stale_control_groups(places_in(tree.path("cg").string()));
  CHECK(std::filesystem::exists(tree.path("cg/" + ours)));
  CHECK_FALSE(std::filesystem::exists(tree.path("cg/" + dead)));
  CHECK(std::filesystem::exists(tree.path("cg/lambdalocal-x")));
  CHECK(std::filesystem::exists(tree.path("cg/user.slice")));
}

TEST_CASE("where no group can be made a process is forked all the same") {
  ControlGroup group(places_in("/nowhere/at/all", ControlGroupVersion::V2), ControlGroupVersion::V2, {"g", 1, 1});
  CHECK(group.empty());
  CHECK_FALSE(group.ran_out_of_memory());
  CHECK_FALSE(group.take(::getpid()));
  CHECK(group.members().empty());
  const pid_t pid = group.fork_into();
  if (pid == 0) ::_exit(7);
  int status = 0;
  REQUIRE(::waitpid(pid, &status, 0) == pid);
  CHECK(WEXITSTATUS(status) == 7);
}

TEST_CASE("a process in a group may fork no more than the group may have") {
  const ControlGroupVersion version = usable_version();
  if (version == ControlGroupVersion::None) return;
  const ControlGroupPlaces places = control_group_places();
  ControlGroup group(places, version, {control_group_name("test"), 1 << 30, 3});
  const pid_t pid = group.fork_into();
  if (pid == 0) {
    for (;;) ::pause();
  }
  if (version == ControlGroupVersion::V1) REQUIRE(group.take(pid));
  CHECK(std::ranges::count(group.members(), pid) == 1);
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
  CHECK(group.members().empty());

  const pid_t forker = group.fork_into();
  if (forker == 0) {
    ::raise(SIGSTOP);
    int children = 0;
    while (children < 10 && ::fork() > 0) ++children;
    while (::wait(nullptr) > 0) {  // the group is not empty before they are gone
    }
    ::_exit(children);
  }
  int status = 0;
  REQUIRE(::waitpid(forker, &status, WUNTRACED) == forker);
  if (version == ControlGroupVersion::V1) REQUIRE(group.take(forker));
  ::kill(forker, SIGCONT);
  REQUIRE(::waitpid(forker, &status, 0) == forker);
  CHECK(WEXITSTATUS(status) <= 2);
  group.remove();
  CHECK_FALSE(std::filesystem::exists(places.processes.directory + "/" + control_group_name("test")));
}

TEST_CASE("a process is forked into a group of the unified hierarchy, and the group goes when it is gone") {
  const std::string name = control_group_name("unified");
  for (const std::string place : {"/sys/fs/cgroup/unified", "/sys/fs/cgroup"}) {
    if (::access((place + "/cgroup.controllers").c_str(), F_OK) != 0 || ::access(place.c_str(), W_OK) != 0) continue;
    ControlGroup group(places_in(place, ControlGroupVersion::V2), ControlGroupVersion::V2, {name, 1 << 30, 16});
    if (group.empty()) continue;
    const pid_t pid = group.fork_into();
    if (pid == 0) {
      for (;;) ::pause();
    }
    CHECK(group.members() == std::vector<pid_t>{pid});
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    group.remove();
    CHECK_FALSE(std::filesystem::exists(place + "/" + name));
    return;
  }
}

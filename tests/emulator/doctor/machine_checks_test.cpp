#include "emulator/doctor/machine_checks.h"

#include <algorithm>
#include <cerrno>
#include <limits>

#include "emulator/doctor/listeners.h"
#include "tests/emulator/runtimes/file_tree.h"
#include "tests/support/catch.h"
#include "tests/support/text.h"

using namespace lambdalocal;
using namespace lambdalocal::doctor;
using lambdalocal::sandbox::Part;

namespace {

// A machine on which nothing is amiss.
MachineFacts good_machine() {
  MachineFacts facts;
  facts.kernel = "6.1.0";
  facts.architecture = "x86_64";
  facts.memory_mb = 16384;
  facts.control_groups.memory = {system::ControlGroupVersion::V2, "/sys/fs/cgroup/app.slice"};
  facts.control_groups.processes = facts.control_groups.memory;
  facts.open_files = 524288;
  facts.processes = std::numeric_limits<std::uint64_t>::max();
  facts.inotify_watches = 65536;
  facts.inotify_instances = 128;
  facts.cache = {"/ada/.cache/lambdalocal", std::nullopt, 90000};
  facts.data = {"/ada/.local/share/lambdalocal", std::nullopt, 90000};
  facts.tmp = {"/tmp", std::nullopt, 90000};
  facts.ports = {{3001, "the Lambda API"}};
  facts.time = std::chrono::system_clock::from_time_t(1790000000);
  return facts;
}

Check check_of(const std::string& name, const MachineFacts& facts, const Needs& needs = {}) {
  const auto checks = machine_checks(facts, needs);
  const auto found = std::ranges::find(checks, name, &Check::name);
  REQUIRE(found != checks.end());
  return *found;
}

Check isolation_without(Part part, int error, MachineFacts facts = good_machine()) {
  facts.sandbox = {part, error};
  return check_of("isolation", facts);
}

}  // namespace

TEST_CASE("on a good machine every check is ok and has nothing to mend") {
  for (const Check& check : machine_checks(good_machine(), {})) {
    CAPTURE(check.name, check.found);
    CHECK(check.level == Level::Ok);
    CHECK(check.effect.empty());
    CHECK(check.remedy.empty());
    CHECK_FALSE(contains(check.found, "\n"));
  }
}

TEST_CASE("what forbids user namespaces is named with the setting that allows them") {
  MachineFacts facts = good_machine();
  facts.max_user_namespaces = 0;
  Check check = isolation_without(Part::Namespaces, ENOSPC, facts);
  CHECK(check.level == Level::Warning);
  CHECK(contains(check.found, "user.max_user_namespaces is 0"));
  CHECK(contains(check.remedy, "sysctl -w user.max_user_namespaces="));
  CHECK(contains(check.effect, "/var/task"));

  facts = good_machine();
  facts.unprivileged_userns_clone = 0;
  CHECK(contains(isolation_without(Part::Namespaces, EPERM, facts).remedy, "kernel.unprivileged_userns_clone=1"));

  facts = good_machine();
  facts.apparmor_restricts_userns = 1;
  check = isolation_without(Part::MountInterface, EACCES, facts);
  CHECK(contains(check.found, "AppArmor"));
  CHECK(contains(check.remedy, "kernel.apparmor_restrict_unprivileged_userns=0"));

  CHECK(contains(isolation_without(Part::MountInterface, ENOSYS).found, "Linux 5.12"));
}

TEST_CASE("in a container the flags that allow isolation are those of what runs it") {
  MachineFacts facts = good_machine();
  facts.container = "Docker";
  Check check = isolation_without(Part::Proc, EPERM, facts);
  CHECK(contains(check.found, "/proc"));
  CHECK(contains(check.remedy, "systempaths=unconfined"));
  facts.container = "Podman";
  CHECK(contains(isolation_without(Part::Proc, EPERM, facts).remedy, "unmask=ALL"));
  facts.container = "Kubernetes";
  CHECK(contains(isolation_without(Part::Namespaces, EPERM, facts).remedy, "procMount"));
}

TEST_CASE("a machine that cannot isolate is a problem where isolation is a must") {
  MachineFacts facts = good_machine();
  facts.sandbox = {Part::Proc, EPERM};
  Needs needs;
  needs.is_strict = true;
  CHECK(check_of("isolation", facts, needs).level == Level::Problem);
}

TEST_CASE("a machine without network namespaces is told with what does not run then") {
  MachineFacts facts = good_machine();
  facts.sandbox.own_network = false;
  CHECK(check_of("own network", facts).level == Level::Info);
  CHECK(check_of("isolation", facts).level == Level::Ok);
}

TEST_CASE("limits, memory, watches, directories and the clock are told when they are short") {
  MachineFacts facts = good_machine();
  facts.open_files = 256;
  facts.processes = 100;
  facts.inotify_watches = 100;
  facts.memory_mb = 1024;
  facts.time = std::chrono::system_clock::from_time_t(0);
  facts.cache.free_mb = 0;
  facts.data.problem = "the directory /d belongs to the user 7, who could change what runs from it\nset XDG_DATA_HOME";
  Needs needs;
  needs.memory_mb = 2048;
  CHECK(check_of("open files", facts).level == Level::Warning);
  CHECK(check_of("processes", facts).level == Level::Warning);
  CHECK(contains(check_of("file watches", facts).remedy, "fs.inotify.max_user_watches"));
  CHECK(check_of("memory", facts, needs).level == Level::Warning);
  CHECK(check_of("memory", facts).level == Level::Ok);
  CHECK(contains(check_of("clock", facts).found, "1970-01-01T00:00:00Z"));
  CHECK(check_of("cache", facts).level == Level::Problem);
  const Check data = check_of("data", facts);
  CHECK(data.level == Level::Problem);
  CHECK(data.remedy == "set XDG_DATA_HOME");
}

TEST_CASE("by what memory and processes are limited is told") {
  MachineFacts facts = good_machine();
  CHECK(contains(check_of("memory limit", facts).found, "control groups (v2) in /sys/fs/cgroup/app.slice"));
  facts.control_groups = {};
  const Check check = check_of("memory limit", facts);
  CHECK(check.level == Level::Info);
  CHECK(contains(check.found, "every 25 ms"));
  CHECK(contains(check.remedy, "systemd-run"));
  CHECK(check_of("process limit", facts).level == Level::Ok);
  facts.sandbox.missing = Part::Proc;
  CHECK(check_of("process limit", facts).level == Level::Info);
  facts.container = "Docker";
  CHECK(contains(check_of("process limit", facts).remedy, "container"));
}

TEST_CASE("who holds a port is named") {
  MachineFacts facts = good_machine();
  facts.ports[0].taken = Listener{42, "node"};
  CHECK(contains(check_of("port 3001", facts).found, "node (process 42)"));
  facts.ports[0].taken = Listener{};
  CHECK(contains(check_of("port 3001", facts).found, "another user"));
}

TEST_CASE("settings of the kernel and the container are read from their files") {
  const runtimes::FileTree tree;
  tree.write("proc/meminfo", "MemFree: 1 kB\nMemTotal:       2097152 kB\n");
  tree.write("proc/sys/user/max_user_namespaces", "7\n");
  tree.write("proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n");
  tree.write("proc/sys/fs/inotify/max_user_watches", "nonsense\n");
  tree.write(".dockerenv", "");
  MachineFacts facts;
  read_settings(tree.path(""), tree.machine(), facts);
  CHECK(facts.memory_mb == 2048);
  CHECK(facts.max_user_namespaces == 7);
  CHECK(facts.apparmor_restricts_userns == 1);
  CHECK_FALSE(facts.unprivileged_userns_clone);
  CHECK_FALSE(facts.inotify_watches);
  CHECK(facts.container == "Docker");
}

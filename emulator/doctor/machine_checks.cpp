#include "emulator/doctor/machine_checks.h"

#include <fmt/format.h>

#include <cerrno>
#include <ctime>
#include <limits>
#include <system_error>

#include "core/function/limits.h"
#include "core/version.h"

namespace lambdalocal::doctor {
namespace {

using sandbox::Part;

constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kRoomForPackagesMb = 512;  // a package has 250 MB at most, and one may be replaced by another
constexpr long kFewWatches = 8192, kFewInstances = 16;
constexpr std::time_t kBeforeUs = 1735689600;  // 2025-01-01: no clock that goes right shows less

// A message's first line, and what comes after it.
std::pair<std::string, std::string> split_message(const std::string& message) {
  const std::size_t end = message.find('\n');
  if (end == std::string::npos) return {message, ""};
  return {message.substr(0, end), message.substr(end + 1)};
}

Check itself(const MachineFacts& facts) {
  std::string where = facts.container.empty() ? "" : fmt::format(", in a container ({})", facts.container);
  return {"lambdalocal", Level::Ok,
          fmt::format("{} on Linux {}, {}, {} processor{}{}", version(), facts.kernel, facts.architecture,
                      facts.processors, facts.processors == 1 ? "" : "s", where)};
}

// ---- isolation: what is missing for a sandbox, and who forbids it ----

std::string flags_for_containers(const MachineFacts& facts) {
  if (facts.container == "Docker") {
    return "docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt "
           "systempaths=unconfined ...";
  }
  if (facts.container == "Podman") return "podman run --security-opt seccomp=unconfined --security-opt unmask=ALL ...";
  if (facts.container == "Kubernetes") {
    return "securityContext: {procMount: Unmasked, seccompProfile: {type: Unconfined}}, with hostUsers: false";
  }
  return "start the container with an unmasked /proc and without a filter of system calls";
}

struct Obstacle {
  std::string what, remedy;
};

Obstacle obstacle_to_namespaces(const MachineFacts& facts) {
  if (facts.max_user_namespaces && *facts.max_user_namespaces == 0)
    return {"user namespaces are switched off (user.max_user_namespaces is 0)",
            "sudo sysctl -w user.max_user_namespaces=15000"};
  if (facts.sandbox.error == ENOSPC)
    return {"no more user namespaces may be made (user.max_user_namespaces, or too many inside one another)",
            "sudo sysctl -w user.max_user_namespaces=15000"};
  if (facts.unprivileged_userns_clone && *facts.unprivileged_userns_clone == 0 && !facts.is_root)
    return {"user namespaces are for root only (kernel.unprivileged_userns_clone is 0)",
            "sudo sysctl -w kernel.unprivileged_userns_clone=1"};
  const std::string why = std::generic_category().message(facts.sandbox.error);
  if (!facts.container.empty())
    return {fmt::format("the container allows no user namespaces ({})", why), flags_for_containers(facts)};
  return {fmt::format("the kernel allows no user namespaces ({})", why),
          "in a container or a chroot: allow it system calls such as clone with CLONE_NEWUSER and mount"};
}

Obstacle obstacle_of(const MachineFacts& facts) {
  const std::string why = std::generic_category().message(facts.sandbox.error);
  const bool is_refused = facts.sandbox.error == EPERM || facts.sandbox.error == EACCES;
  if (facts.sandbox.missing == Part::Namespaces) return obstacle_to_namespaces(facts);
  if (is_refused && facts.apparmor_restricts_userns.value_or(0) != 0 && !facts.is_root)
    return {"AppArmor allows nothing in user namespaces (kernel.apparmor_restrict_unprivileged_userns is 1)",
            "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"};
  switch (facts.sandbox.missing) {
    case Part::MountInterface:
      if (facts.sandbox.error == ENOSYS && facts.container.empty())
        return {"mounts as descriptors are not there, which came with Linux 5.12", "a newer kernel"};
      return {fmt::format("mounts are refused ({})", why), flags_for_containers(facts)};
    case Part::Proc:
      return {fmt::format("a /proc of its own is refused ({}): parts of /proc are hidden here, as in containers", why),
              flags_for_containers(facts)};
    case Part::Users: return {fmt::format("a user of its own is refused ({})", why), flags_for_containers(facts)};
    case Part::Root: return {fmt::format("a root of its own is refused ({})", why), flags_for_containers(facts)};
    case Part::Privileges: return {fmt::format("privileges cannot be given up ({})", why), ""};
    case Part::SystemCalls:
      return {fmt::format("a filter of system calls is refused ({})", why), "a kernel with CONFIG_SECCOMP_FILTER"};
    default: return {fmt::format("it could not be tried ({})", why), ""};
  }
}

Check isolation(const MachineFacts& facts, const Needs& needs) {
  if (facts.sandbox.missing == Part::None)
    return {"isolation", Level::Ok,
            "user, mount, process and IPC namespaces, a root of its own, a filter of system calls"};
  Obstacle obstacle = obstacle_of(facts);
  if (needs.is_strict)
    return {"isolation", Level::Problem, std::move(obstacle.what), "with --isolation strict no function runs",
            std::move(obstacle.remedy)};
  return {"isolation", Level::Warning, std::move(obstacle.what),
          "functions see this machine: paths here in place of /var/task and /opt, your home, a /tmp shared with others",
          std::move(obstacle.remedy)};
}

Check own_network(const MachineFacts& facts) {
  if (facts.sandbox.missing == Part::None && facts.sandbox.own_network)
    return {"own network", Level::Ok, "a network namespace with loopback alone, for --network none"};
  return {"own network", Level::Info, "no network namespaces", "functions with --network none do not run",
          facts.sandbox.missing == Part::None ? flags_for_containers(facts) : "as for isolation"};
}

// ---- limits ----

std::string version_text(const system::ControllerPlace& place) {
  return fmt::format("by the control groups (v{}) in {}", place.version == system::ControlGroupVersion::V1 ? 1 : 2,
                     place.directory);
}

std::string advice_on_control_groups(const MachineFacts& facts) {
  if (!facts.container.empty()) return "give the container control groups that it may write to (/sys/fs/cgroup)";
  return "systemd-run --user --scope lambdalocal ..., which runs it in a group that was delegated to you";
}

Check memory_limit(const MachineFacts& facts) {
  const system::ControllerPlace& place = facts.control_groups.memory;
  if (place.version != system::ControlGroupVersion::None) return {"memory limit", Level::Ok, version_text(place)};
  return {"memory limit", Level::Info, "by a look at the processes every 25 ms",
          "a function may go over its MemorySize until then", advice_on_control_groups(facts)};
}

Check process_limit(const MachineFacts& facts) {
  const system::ControllerPlace& place = facts.control_groups.processes;
  if (place.version != system::ControlGroupVersion::None) return {"process limit", Level::Ok, version_text(place)};
  if (facts.sandbox.missing == Part::None && !facts.is_root)
    return {"process limit", Level::Ok, "by the limit of the isolated function's user"};
  return {"process limit", Level::Info,
          fmt::format("on Lambda a function may have {} processes and threads", limits::kProcesses),
          "here it may have as many as you", advice_on_control_groups(facts)};
}

Check open_files(const MachineFacts& facts) {
  const auto wanted = static_cast<std::uint64_t>(limits::kFileDescriptors);
  if (facts.open_files == kNoLimit) return {"open files", Level::Ok, "without a limit"};
  Check check{"open files", Level::Ok, fmt::format("at most {}", facts.open_files)};
  if (facts.open_files >= wanted) return check;
  check.level = Level::Warning;
  check.effect = fmt::format("on Lambda a function may open {}; few environments fit into lambdalocal's own", wanted);
  check.remedy = "raise the hard limit: ulimit -Hn, LimitNOFILE= of a service, docker run --ulimit nofile=4096";
  return check;
}

Check processes(const MachineFacts& facts) {
  if (facts.processes == kNoLimit || facts.is_root) return {"processes", Level::Ok, "without a limit of yours"};
  Check check{"processes", Level::Ok, fmt::format("at most {}", facts.processes)};
  if (facts.processes >= static_cast<std::uint64_t>(limits::kProcesses)) return check;
  check.level = Level::Warning;
  check.effect = fmt::format("on Lambda a function may have {} processes and threads", limits::kProcesses);
  check.remedy = "raise the hard limit: ulimit -Hu, or TasksMax= of a service";
  return check;
}

Check memory(const MachineFacts& facts, const Needs& needs) {
  if (facts.memory_mb == 0) return {"memory", Level::Info, "not known"};
  Check check{"memory", Level::Ok, fmt::format("{} MB", facts.memory_mb)};
  if (static_cast<std::uint64_t>(needs.memory_mb) <= facts.memory_mb) return check;
  check.level = Level::Warning;
  check.effect = fmt::format("a function here has a MemorySize of {} MB and cannot use all of it", needs.memory_mb);
  return check;
}

Check file_watches(const MachineFacts& facts) {
  const long watches = facts.inotify_watches.value_or(0), instances = facts.inotify_instances.value_or(0);
  Check check{"file watches", Level::Ok, fmt::format("inotify: {} watches, {} instances", watches, instances)};
  const bool are_few = facts.inotify_watches && watches < kFewWatches;
  const bool is_short_of_instances = facts.inotify_instances && instances < kFewInstances;
  if (!facts.inotify_problem && !are_few && !is_short_of_instances) return check;
  if (facts.inotify_problem) check.found = fmt::format("inotify does not work here: {}", *facts.inotify_problem);
  check.level = Level::Warning;
  check.effect = "'serve' and 'test --watch' look at large trees again and again instead of being told of changes";
  check.remedy = "sudo sysctl -w fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512";
  return check;
}

// ---- places ----

Check directory(const char* name, const DirectoryFact& fact) {
  const std::string place = fact.path.string();
  if (fact.problem) {
    auto [found, remedy] = split_message(*fact.problem);
    return {name, Level::Problem, std::move(found), "functions cannot be made ready", std::move(remedy)};
  }
  if (!fact.free_mb) return {name, Level::Ok, place};
  Check check{name, Level::Ok, fmt::format("{} ({} MB free)", place, *fact.free_mb)};
  if (*fact.free_mb >= kRoomForPackagesMb) return check;
  check.level = *fact.free_mb == 0 ? Level::Problem : Level::Warning;
  check.effect = "packages of more than that cannot be unpacked";
  check.remedy = "'lambdalocal cache clear' removes what was unpacked";
  return check;
}

Check temporary_files(const MachineFacts& facts) {
  Check check = directory("/tmp", facts.tmp);
  if (check.level == Level::Ok) return check;
  check.level = Level::Warning;
  check.effect = "a function that is not isolated has less than its EphemeralStorage in /tmp";
  check.remedy = "";
  return check;
}

Check port_check(const PortFact& fact) {
  const std::string name = fmt::format("port {}", fact.port);
  if (!fact.taken) return {name, Level::Ok, fmt::format("free, for {}", fact.what)};
  const std::string who = fact.taken->pid == 0 ? "a process of another user or container"
                                               : fmt::format("{} (process {})", fact.taken->program, fact.taken->pid);
  return {name, Level::Warning, fmt::format("taken by {}", who),
          fmt::format("'serve' cannot have it for {}", fact.what), "end that, or name another: lambdalocal help serve"};
}

Check loopback(const MachineFacts& facts) {
  if (!facts.loopback_problem) return {"loopback", Level::Ok, "127.0.0.1 can be reached"};
  auto [found, remedy] = split_message(*facts.loopback_problem);
  return {"loopback", Level::Problem, std::move(found), "runtimes cannot reach the Runtime API", std::move(remedy)};
}

Check clock_check(const MachineFacts& facts) {
  const std::time_t time = std::chrono::system_clock::to_time_t(facts.time);
  std::tm parts{};
  char text[32] = {};
  ::gmtime_r(&time, &parts);
  (void)std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  if (time >= kBeforeUs) return {"clock", Level::Ok, text};
  return {"clock", Level::Warning, fmt::format("it is {}", text),
          "what functions ask of AWS is refused, and certificates and tokens are not valid yet", "set the clock"};
}

}  // namespace

std::vector<Check> machine_checks(const MachineFacts& facts, const Needs& needs) {
  std::vector<Check> checks = {itself(facts),
                               isolation(facts, needs),
                               own_network(facts),
                               memory(facts, needs),
                               memory_limit(facts),
                               process_limit(facts),
                               open_files(facts),
                               processes(facts),
                               file_watches(facts),
                               directory("cache", facts.cache),
                               directory("data", facts.data),
                               temporary_files(facts),
                               loopback(facts)};
  for (const PortFact& port : facts.ports) checks.push_back(port_check(port));
  checks.push_back(clock_check(facts));
  return checks;
}

}  // namespace lambdalocal::doctor

#include "emulator/doctor/machine_facts.h"

#include <sys/inotify.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <limits>

#include "emulator/system/files/fd.h"
#include "emulator/system/files/own_directory.h"
#include "emulator/system/loopback.h"
#include "emulator/system/processes/processors.h"

namespace lambdalocal::doctor {
namespace {

namespace fs = std::filesystem;

std::optional<long> number_in(const fs::path& file) {
  std::ifstream stream(file);
  long number = 0;
  return stream >> number ? std::optional(number) : std::nullopt;
}

std::string container_of(const fs::path& root, const runtimes::Machine& machine) {
  if (!machine.variable("KUBERNETES_SERVICE_HOST").empty()) return "Kubernetes";
  if (runtimes::path_exists(root / ".dockerenv")) return "Docker";
  if (runtimes::path_exists(root / "run/.containerenv")) return "Podman";
  return machine.variable("container");
}

std::uint64_t memory_of(const fs::path& root) {
  std::ifstream file(root / "proc/meminfo");
  for (std::string key; file >> key;) {
    std::uint64_t kilobytes = 0;
    if (key == "MemTotal:" && file >> kilobytes) return kilobytes / 1024;
    file.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  }
  return 0;
}

std::uint64_t hard_limit(decltype(RLIMIT_NOFILE) resource) {
  rlimit limit{};
  if (::getrlimit(resource, &limit) != 0 || limit.rlim_max == RLIM_INFINITY)
    return std::numeric_limits<std::uint64_t>::max();
  return limit.rlim_max;
}

// Of what will hold it, where it is not there yet.
std::optional<std::uint64_t> free_megabytes(fs::path place) {
  struct statvfs status {};
  while (::statvfs(place.c_str(), &status) != 0) {
    if (!place.has_relative_path()) return std::nullopt;
    place = place.parent_path();
  }
  return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize / (1024 * 1024);
}

// Nothing is made: what is missing can be made where the nearest directory above can be written to.
DirectoryFact own_directory(const fs::path& path, std::string_view variable) {
  DirectoryFact fact{path, std::nullopt, free_megabytes(path)};
  if (auto owned = system::check_own_directory(path, variable); !owned) {
    fact.problem = std::move(owned).error().message;
    return fact;
  }
  fs::path there = path;
  while (there.has_relative_path() && !runtimes::path_exists(there)) there = there.parent_path();
  if (::access(there.c_str(), W_OK | X_OK) != 0) {
    fact.problem = system::errno_error("write to " + there.string()).message + "\nset " + std::string(variable) +
                   " to a directory you can write to";
  }
  return fact;
}

DirectoryFact temporary_directory() {
  DirectoryFact fact{"/tmp", std::nullopt, free_megabytes("/tmp")};
  if (::access("/tmp", W_OK | X_OK) != 0) fact.problem = system::errno_error("write to /tmp").message;
  return fact;
}

std::optional<std::string> inotify_problem() {
  const system::Fd instance(::inotify_init1(IN_CLOEXEC));
  if (!instance) return std::strerror(errno);
  if (::inotify_add_watch(instance.get(), "/", IN_CREATE) < 0) return std::strerror(errno);
  return std::nullopt;
}

}  // namespace

void read_settings(const fs::path& root, const runtimes::Machine& machine, MachineFacts& facts) {
  facts.container = container_of(root, machine);
  facts.memory_mb = memory_of(root);
  const fs::path kernel = root / "proc/sys";
  facts.max_user_namespaces = number_in(kernel / "user/max_user_namespaces");
  facts.unprivileged_userns_clone = number_in(kernel / "kernel/unprivileged_userns_clone");
  facts.apparmor_restricts_userns = number_in(kernel / "kernel/apparmor_restrict_unprivileged_userns");
  facts.inotify_watches = number_in(kernel / "fs/inotify/max_user_watches");
  facts.inotify_instances = number_in(kernel / "fs/inotify/max_user_instances");
}

MachineFacts read_machine_facts(const runtimes::Machine& machine) {
  MachineFacts facts;
  facts.sandbox = sandbox::probe();
  utsname name{};
  if (::uname(&name) == 0) {
    facts.kernel = name.release;
    facts.architecture = name.machine;
  }
  read_settings("/", machine, facts);
  facts.control_groups = system::control_group_places();
  facts.processors = system::processors();
  facts.is_root = ::geteuid() == 0;
  facts.open_files = hard_limit(RLIMIT_NOFILE);
  facts.processes = hard_limit(RLIMIT_NPROC);
  facts.inotify_problem = inotify_problem();
  if (auto loopback = system::require_loopback(); !loopback)
    facts.loopback_problem = std::move(loopback).error().message;
  facts.cache = own_directory(machine.cache_directory, "XDG_CACHE_HOME");
  facts.data = own_directory(machine.data_directory, "XDG_DATA_HOME");
  facts.tmp = temporary_directory();
  facts.ports = {{3000, "the HTTP API"}, {3001, "the Lambda API"}, {3002, "the REST API"}};
  for (PortFact& port : facts.ports) port.taken = listener_on(port.port);
  facts.time = std::chrono::system_clock::now();
  return facts;
}

}  // namespace lambdalocal::doctor

// What of the machine functions depend on, read once: kernel, limits, directories, ports, clock.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "emulator/doctor/listeners.h"
#include "emulator/runtimes/machine.h"
#include "emulator/sandbox/probe.h"
#include "emulator/system/processes/control_group_places.h"

namespace lambdalocal::doctor {

struct DirectoryFact {
  std::filesystem::path path;
  std::optional<std::string> problem;         // why it cannot be used, with what to do
  std::optional<std::uint64_t> free_mb = {};  // of its file system
};

struct PortFact {
  std::uint16_t port = 0;
  std::string what;  // is served there: "the Lambda API"
  std::optional<Listener> taken = {};
};

struct MachineFacts {
  std::string kernel, architecture;  // "6.18.44", "x86_64"
  std::string container;             // "Docker", "Podman", "Kubernetes", or what it calls itself; empty: none is known
  int processors = 1;
  std::uint64_t memory_mb = 0;  // 0: not known
  bool is_root = false;

  sandbox::Probe sandbox;
  // Settings of the kernel that forbid user namespaces; none where the kernel has no such setting.
  std::optional<long> max_user_namespaces, unprivileged_userns_clone, apparmor_restricts_userns;

  system::ControlGroupPlaces control_groups;

  std::uint64_t open_files = 0, processes = 0;  // the hard limits; the greatest number: none
  std::optional<long> inotify_watches, inotify_instances;
  std::optional<std::string> inotify_problem, loopback_problem;

  DirectoryFact cache, data, tmp;
  std::vector<PortFact> ports;
  std::chrono::system_clock::time_point time;
};

MachineFacts read_machine_facts(const runtimes::Machine& machine);

// The part of it that is in files, below `root`: memory, settings of the kernel, the container.
void read_settings(const std::filesystem::path& root, const runtimes::Machine& machine, MachineFacts& facts);

}  // namespace lambdalocal::doctor

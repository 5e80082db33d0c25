// What execve would make of a file: tells before anything is started how it would fail, in the words AWS uses, and what a
// script's first line means on Lambda's operating system.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "emulator/runtimes/command.h"
#include "emulator/runtimes/machine.h"

namespace lambdalocal::runtimes {

// How a file is started: `words` go before the file and its arguments in argv (none: the file is started itself).
struct Launch {
  std::filesystem::path executable;
  std::vector<std::string> words;
  std::optional<std::string> note;  // what differs from a plain execve and why, for --verbose
};

// Why it cannot be started.
struct LaunchProblem {
  std::string reason;  // the kernel's word as AWS repeats it: "permission denied", "exec format error"...
  std::string hint;    // for the person
};

struct ExecutableFile {
  Launch launch;
  std::optional<LaunchProblem> problem;
};

// `file` exists. A script for /bin/sh runs with bash in sh mode, as on Amazon Linux, where sh is bash; an interpreter below
// /opt or /var/task is looked for in the layers and the bundle.
ExecutableFile examine_executable(const std::filesystem::path& file, const Layout& layout, const Machine& machine);

// A path of the function's world ("/opt/bin/x", "/var/task/run.sh") as it is on this machine; others stay as they are.
std::filesystem::path on_this_machine(const std::string& path, const Layout& layout);

}  // namespace lambdalocal::runtimes

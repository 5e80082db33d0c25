// The virtual environment a developer works in, whose packages a directory bundle may see though Lambda would not have them
// (Layout::outside_directories). node_modules folders above a bundle are found by Node.js itself.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emulator/runtimes/interpreter_version.h"
#include "emulator/runtimes/interpreters.h"
#include "emulator/runtimes/machine.h"

namespace lambdalocal::runtimes {

struct OutsidePackagesFound {
  std::vector<std::filesystem::path> directories;  // site-packages, existing, the active environment's first
  // The first environment's own python: run by it, a function finds what is installed there as the developer does, with
  // .pth files and editable installs, and the base interpreter's packages only where the environment includes them.
  std::optional<std::filesystem::path> interpreter;
  std::vector<std::string> notes;  // environments left out because they are of another version
};

// $VIRTUAL_ENV, then .venv and venv in the bundle's directory and those above it, up to the root of its repository (without
// one: up to its parent). Only environments of the interpreter's version count: compiled packages fit no other.
OutsidePackagesFound outside_python_packages(const std::filesystem::path& task_root, const Version& interpreter,
                                             const Machine& machine);

// The version of the first of these environments, whatever it is; none without one, or when it does not say.
std::optional<Version> outside_python_version(const std::filesystem::path& task_root, const Machine& machine);

// The interpreters for a bundle that may see what lies outside of it: chosen is its environment's version.
class VersionsBeside : public InstalledVersions {
 public:
  VersionsBeside(std::filesystem::path task_root, const Interpreters& interpreters)
      : task_root_(std::move(task_root)), interpreters_(interpreters) {}

  std::vector<InstalledVersion> versions(RuntimeFamily family) const override { return interpreters_.versions(family); }
  std::optional<InstalledVersion> chosen(RuntimeFamily family) const override;

 private:
  std::filesystem::path task_root_;
  const Interpreters& interpreters_;
};

}  // namespace lambdalocal::runtimes

// The virtual environment a developer works in, whose packages a directory bundle may see though Lambda would not have them
// (Layout::outside_directories). node_modules folders above a bundle are found by Node.js itself.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emulator/runtimes/interpreters/interpreter_version.h"
#include "emulator/runtimes/machine.h"

namespace lambdalocal::runtimes {

struct OutsidePackagesFound {
  std::vector<std::filesystem::path> directories;  // site-packages, existing, the active environment's first
  // The first environment's own python: run by it, a function finds what is installed there as the developer does, with
  // .pth files and editable installs, and the base interpreter's packages only where the environment includes them.
  std::optional<std::filesystem::path> interpreter;
  // Where editable installs of these environments have their code (`pip install -e`).
  std::vector<std::filesystem::path> editable;
  std::vector<std::string> notes;  // environments left out because they are of another version
};

// $VIRTUAL_ENV, then .venv and venv in the bundle's directory and those above it, up to the root of its repository (without
// one: up to its parent). Only environments of the interpreter's version count: compiled packages fit no other.
OutsidePackagesFound outside_python_packages(const std::filesystem::path& task_root, const Version& interpreter,
                                             const Machine& machine);

// The version of the first of these environments, whatever it is; none without one, or when it does not say.
std::optional<Version> outside_python_version(const std::filesystem::path& task_root, const Machine& machine);

}  // namespace lambdalocal::runtimes

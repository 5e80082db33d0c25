// The virtual environment a developer works in, whose packages a directory bundle may see though Lambda would not have them
// (Layout::outside_directories). node_modules folders above a bundle are found by Node.js itself.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "emulator/runtimes/interpreter_version.h"
#include "emulator/runtimes/machine.h"

namespace lambdalocal::runtimes {

struct OutsidePackagesFound {
  std::vector<std::filesystem::path> directories;  // site-packages, existing, the active environment's first
  std::vector<std::string> notes;                  // environments left out because they are of another version
};

// $VIRTUAL_ENV, then .venv and venv in the bundle's directory and those above it, up to the root of its repository (without
// one: up to its parent). Only environments of the interpreter's version count: compiled packages fit no other.
OutsidePackagesFound outside_python_packages(const std::filesystem::path& task_root, const Version& interpreter,
                                             const Machine& machine);

}  // namespace lambdalocal::runtimes

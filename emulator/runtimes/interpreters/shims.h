// Shims: the small programs that version managers put on PATH under an interpreter's name. Starting one costs up to 160
// ms each time, so a shim is read, never run: this tells which real binary it stands for.
#pragma once

#include <filesystem>
#include <optional>

#include "emulator/runtimes/interpreters/version_managers.h"

namespace lambdalocal::runtimes {

struct RealBinary {
  std::filesystem::path path;  // canonical
  std::string manager;         // of the shim it was found through; empty when it was no shim
};

// The binary behind an executable found on PATH. `wanted` is the version its name asks for ("python3.12"); without one
// the shim stands for what its manager selects: its variable, then the version files of the working directory and those
// above it, then the manager's own default, else the newest it has. None when a shim stands for nothing, as for
// "system", or is a script of unknown make.
std::optional<RealBinary> real_binary(const VersionManagers& managers, const InterpreterKind& kind,
                                      const std::filesystem::path& on_path, std::optional<Version> wanted);

}  // namespace lambdalocal::runtimes

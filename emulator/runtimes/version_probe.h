// Asks a binary for its version by running it with --version. Blocks, for a few milliseconds as a rule; used once per
// binary (see version_cache.h).
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "emulator/runtimes/machine.h"

namespace lambdalocal::runtimes {

// What it printed on stdout and stderr, up to 1 KiB; empty when it failed. None when it did not end in time: it is
// killed then, and may be asked again.
std::optional<std::string> ask_version(const Machine& machine, const std::filesystem::path& binary,
                                       std::chrono::milliseconds limit = std::chrono::seconds(5));

}  // namespace lambdalocal::runtimes

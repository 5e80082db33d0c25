// Asks a binary something by running it: its version with --version, for a few milliseconds as a rule and once per binary
// (see version_cache.h). Blocks.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "emulator/runtimes/machine.h"

namespace lambdalocal::runtimes {

// What it printed on stdout and stderr, up to 1 KiB; empty when it failed. None when it did not end in time: it is
// killed then, and may be asked again.
enum class Priority { Normal, Low };
std::optional<std::string> ask(const Machine& machine, const std::filesystem::path& binary,
                               std::vector<std::string> arguments, std::chrono::milliseconds limit,
                               Priority priority = Priority::Normal);

// The same with --version.
std::optional<std::string> ask_version(const Machine& machine, const std::filesystem::path& binary,
                                       std::chrono::milliseconds limit = std::chrono::seconds(5));

}  // namespace lambdalocal::runtimes

// Trees that are read-only and carry a manifest of what they were when they were complete (manifest.h): the cache's entries, the
// runtimes' bootstraps. Each lies in an entry, <entry>/root, beside <entry>/manifest; who uses, makes or removes an entry holds a
// flock on its directory.
#pragma once

#include <filesystem>

#include "emulator/bundle/manifest.h"
#include "emulator/system/files/fd.h"

namespace lambdalocal::bundle {

std::filesystem::path manifest_path(const std::filesystem::path& entry);

// A directory that is not reached through a link; check the Fd for failure.
system::Fd open_directory(const std::filesystem::path& path);

// flock, which a signal does not end.
bool lock(const system::Fd& fd, int operation);

// Whether the tree in `entry` is what its manifest says; one without a manifest is Foreign: none of ours, or unfinished.
TreeCheck check_entry(const std::filesystem::path& entry, Compare compare = Compare::All);

// Removes a tree whose directories may be read-only. What cannot be removed stays.
void remove_tree(const std::filesystem::path& path);

}  // namespace lambdalocal::bundle

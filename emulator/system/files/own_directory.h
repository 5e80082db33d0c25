// Directories whose files we run or believe: the cache of unpacked packages and bootstraps, the side directory with SDKs.
// Whoever can write to one of them runs code as this user. So nobody but this user and root may own or be able to write to
// the directory itself, which is never reached through a symbolic link, and to the one that holds it.
#pragma once

#include <filesystem>
#include <string_view>

#include "core/result.h"

namespace lambdalocal::system {

// Fails when someone else could put something into `directory`, or replace it. One that does not exist is fine: nothing in
// it can be believed. `variable` (XDG_CACHE_HOME) is what the advice tells the person to set.
Result<void> check_own_directory(const std::filesystem::path& directory, std::string_view variable);

// Makes it, with mode 0700 and what is missing above it, and checks it.
Result<void> make_own_directory(const std::filesystem::path& directory, std::string_view variable);

// $XDG_CACHE_HOME/lambdalocal, else ~/.cache/lambdalocal. Where the home cannot be used (not set, missing, not writable,
// read-only, somebody else's), a directory of this user under the temporary directory.
std::filesystem::path user_cache_directory();

// The same for data that was installed: $XDG_DATA_HOME/lambdalocal, else ~/.local/share/lambdalocal.
std::filesystem::path user_data_directory();

}  // namespace lambdalocal::system

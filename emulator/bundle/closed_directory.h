// Why a path cannot be reached: a directory on the way to it that may not be entered.
#pragma once

#include <filesystem>
#include <optional>

#include "core/result.h"

namespace lambdalocal::bundle {

// The outermost directory above `path` that this user may not enter, told with its owner and mode, as BadConfiguration; none
// when the way to `path` is open, whether it exists or not.
std::optional<Error> closed_directory_above(const std::filesystem::path& path);

}  // namespace lambdalocal::bundle

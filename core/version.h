// This release of lambdalocal, as CMakeLists.txt names it.
#pragma once

#include <string_view>

namespace lambdalocal {

std::string_view version();  // "0.1.0"

}  // namespace lambdalocal

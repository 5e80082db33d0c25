// Whether a file of a function's sources names packages that it needs beside it.
#pragma once

#include <string_view>

namespace lambdalocal {

// `name`: requirements.txt, or package.json, of which the development dependencies do not count. A file that cannot be read as what
// its name says names some: the tool that reads it says what is wrong.
bool names_dependencies(std::string_view text, std::string_view name);

}  // namespace lambdalocal

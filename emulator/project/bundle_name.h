// What a function is called that nobody has named: after its package.
#pragma once

#include <filesystem>
#include <string>

namespace lambdalocal {

// A name AWS would take for the function in this directory or archive.
std::string name_of_bundle(const std::filesystem::path& code);

}  // namespace lambdalocal

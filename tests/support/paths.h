// Where the tests find this checkout and the programs built for them.
#pragma once

#include <filesystem>
#include <string>

namespace lambdalocal::test {

std::filesystem::path source_directory();

// A program of tests/CMakeLists.txt by its name: "process_helper".
std::string program(const std::string& name);

}  // namespace lambdalocal::test

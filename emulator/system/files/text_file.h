// The whole text of a file or a descriptor, read without iostreams.
#pragma once

#include <filesystem>
#include <string>

#include "core/result.h"

namespace lambdalocal::system {

// More than any event or configuration has: what is longer is cut there, so that no endless input is read.
constexpr std::size_t kLongestText = 96 * 1024 * 1024;

// `name` stands for it in the error, which is System: "cannot read NAME: why". UTF-16 is an error that says what to do.
Result<std::string> read_descriptor(int descriptor, const std::string& name);
Result<std::string> read_text_file(const std::filesystem::path& path);

}  // namespace lambdalocal::system

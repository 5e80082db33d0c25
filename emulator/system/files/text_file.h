// The whole text of a file or a descriptor, read and written without iostreams.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "core/result.h"

namespace lambdalocal::system {

// More than any event or configuration has: what is longer is cut there, so that no endless input is read.
constexpr std::size_t kLongestText = 96 * 1024 * 1024;

// `name` stands for it in the error, which is System: "cannot read NAME: why". UTF-16 is an error that says what to do.
Result<std::string> read_descriptor(int descriptor, const std::string& name);
Result<std::string> read_text_file(const std::filesystem::path& path);

// Whether a regular file is there, maybe behind links; false as well where that cannot be told.
bool is_file(const std::filesystem::path& path);

// Errors are System: "cannot write PATH: why". In place: a device is written to, too.
Result<void> write_text_file(const std::filesystem::path& path, std::string_view text);
// Under another name beside it first, so that nobody sees half of it, and what was there stays if that fails.
Result<void> replace_text_file(const std::filesystem::path& path, std::string_view text, mode_t mode = 0644);

}  // namespace lambdalocal::system

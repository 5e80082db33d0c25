// `lambdalocal completion`: the script that teaches a shell to complete lambdalocal's command lines, and the words that the script
// asks for.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/exit_code.h"

namespace lambdalocal::commands {

ExitCode completion(std::span<const char* const> arguments);

// What may stand in place of the last of `words`, those behind the program's name; nothing where files are meant.
std::vector<std::string> completions(std::span<const std::string_view> words);

}  // namespace lambdalocal::commands

// Events that are kept as files: `events/NAME.json`, where SAM's projects have them too.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/result.h"

namespace lambdalocal {

// Writes ./events/NAME.json and returns that path. Errors are Usage for a name that is no file's, else System.
Result<std::string> save_event(std::string_view name, std::string_view text);

// The file that @NAME means to `function`, a directory, an archive or a name: events/NAME.json in the function's directory, beside
// it, or in the current one. Errors are BadEvent and name those places.
Result<std::filesystem::path> find_saved_event(std::string_view name, std::string_view function);

}  // namespace lambdalocal

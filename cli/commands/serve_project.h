// What a `serve` serves: lambdalocal.json and the flags, read into a project. The flags' routes come after those of the file.
#pragma once

#include <filesystem>

#include "cli/commands/serve_options.h"
#include "core/project/project.h"
#include "core/result.h"

namespace lambdalocal::commands {

Result<Project> read_served_project(const ServeOptions& options, const std::filesystem::path& here);

}  // namespace lambdalocal::commands

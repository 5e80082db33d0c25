// What a `lambdalocal test` runs: the cases of the files that are named or found, with their events read, and the project of their
// functions.
#pragma once

#include <filesystem>
#include <vector>

#include "cli/commands/test_options.h"
#include "core/expectation/test_file.h"
#include "core/project/project.h"
#include "core/result.h"

namespace lambdalocal::commands {

// Sorted by file; the order of a file is its own. Paths of files as messages name them: relative to `here` where they lie beneath it.
Result<std::vector<expectation::TestCase>> find_test_cases(const TestOptions& options,
                                                           const std::filesystem::path& here);

// Each case names a function of it afterwards.
Result<Project> project_of(std::vector<expectation::TestCase>& cases, const TestOptions& options,
                           const std::filesystem::path& here);

}  // namespace lambdalocal::commands

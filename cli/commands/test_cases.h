// What a `lambdalocal test` runs: the cases of the files that are named or found, with their events read, and the project of their
// functions.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "cli/commands/test_options.h"
#include "core/expectation/test_file.h"
#include "core/project/project.h"
#include "core/result.h"

namespace lambdalocal::commands {

// Sorted by file; the order of a file is its own. Paths of files as messages name them: relative to `here` where they lie beneath it.
Result<std::vector<expectation::TestCase>> find_test_cases(const TestOptions& options,
                                                           const std::filesystem::path& here);

// The project that each case's function is of, in the order of the cases, which name a function of it afterwards: that of the current
// directory, or one of a package beside the case's file.
Result<std::vector<std::shared_ptr<const Project>>> projects_of(std::vector<expectation::TestCase>& cases,
                                                                const TestOptions& options,
                                                                const std::filesystem::path& here);

}  // namespace lambdalocal::commands

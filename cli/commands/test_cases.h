// What a `lambdalocal test` runs: the cases of the files that are named or found, with their events read.
#pragma once

#include <filesystem>
#include <vector>

#include "cli/commands/test_options.h"
#include "core/expectation/test_file.h"
#include "core/result.h"

namespace lambdalocal::commands {

// Sorted by file; the order of a file is its own. Paths of files as messages name them: relative to `here` where they lie beneath it.
Result<std::vector<expectation::TestCase>> find_test_cases(const TestOptions& options,
                                                           const std::filesystem::path& here);

}  // namespace lambdalocal::commands

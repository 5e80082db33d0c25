// The event loop of a `lambdalocal test`: its cases, what is printed, the reports, Ctrl-C; with --watch, the runs after changes.
#pragma once

#include <filesystem>
#include <vector>

#include "cli/commands/test_options.h"
#include "cli/commands/test_projects.h"
#include "cli/exit_code.h"
#include "core/expectation/test_file.h"
#include "emulator/system/files/watcher.h"
#include "emulator/testing/runner.h"

namespace lambdalocal::system {
class Warden;
}

namespace lambdalocal::commands {

// What is run, as it was read.
struct TestsToRun {
  std::vector<expectation::TestCase> cases;
  std::vector<testing::CaseProject> projects;  // of each case
  system::FileTime since = {};                 // before it was read
};

// `projects`: where cases that are read again find theirs.
ExitCode run_tests(system::Warden& warden, const TestOptions& options, const std::filesystem::path& here,
                   TestsToRun tests, TestProjects& projects);

}  // namespace lambdalocal::commands

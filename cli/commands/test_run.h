// The event loop of a `lambdalocal test`: its cases, what is printed, the reports, Ctrl-C.
#pragma once

#include <memory>
#include <vector>

#include "cli/commands/test_options.h"
#include "cli/exit_code.h"
#include "core/expectation/test_file.h"
#include "core/project/project.h"

namespace lambdalocal::system {
class Warden;
}

namespace lambdalocal::commands {

ExitCode run_tests(system::Warden& warden, const TestOptions& options, std::vector<expectation::TestCase> cases,
                   std::vector<std::shared_ptr<const Project>> projects);

}  // namespace lambdalocal::commands

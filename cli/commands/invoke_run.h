// Runs the invocations of one `invoke` command: the event loop, an emulator of one function, what is printed, Ctrl-C.
#pragma once

#include <vector>

#include "cli/commands/invoke_options.h"
#include "cli/exit_code.h"
#include "core/project/project.h"
#include "emulator/invocation/request.h"
#include "emulator/system/processes/warden.h"

namespace lambdalocal::commands {

// The signals that end lambdalocal: SIGINT, SIGTERM, and SIGHUP unless it is ignored (nohup).
std::vector<int> ending_signals();

// The code is that of the last invocation that did not succeed. Ctrl-C, SIGTERM and a closed terminal end everything at
// once, with 128 + the signal's number. `project` has one function; an Error tells why it cannot be made ready.
Result<ExitCode> run_invocations(system::Warden& warden, Project project, const InvokeRequest& request,
                                 const InvokeOptions& options);

}  // namespace lambdalocal::commands

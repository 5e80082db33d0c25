// Runs the invocations of one `invoke` command: the event loop, the Invoker, what is printed, Ctrl-C.
#pragma once

#include <vector>

#include "cli/commands/invoke_options.h"
#include "cli/exit_code.h"
#include "emulator/invocation/single_invoker.h"

namespace lambdalocal::commands {

// The signals that end lambdalocal: SIGINT, SIGTERM, and SIGHUP unless it is ignored (nohup).
std::vector<int> ending_signals();

// The code is that of the last invocation that did not succeed. Ctrl-C, SIGTERM and a closed terminal end everything at
// once, with 128 + the signal's number.
ExitCode run_invocations(system::Warden& warden, PreparedFunction function, const InvokeRequest& request,
                         const InvokeOptions& options);

}  // namespace lambdalocal::commands

// Runs `serve`: the event loop with the functions, the Lambda API, the HTTP front ends and the file watcher on it, from the
// first listening port to the drain after Ctrl-C.
#pragma once

#include <filesystem>

#include "cli/commands/serve_options.h"
#include "cli/exit_code.h"
#include "emulator/system/processes/warden.h"

namespace lambdalocal::commands {

ExitCode run_serve(system::Warden& warden, const ServeOptions& options, const std::filesystem::path& here);

}  // namespace lambdalocal::commands

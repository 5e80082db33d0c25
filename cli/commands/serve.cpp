#include "cli/commands/serve.h"

#include <sys/resource.h>

#include <filesystem>

#include "cli/commands/help.h"
#include "cli/commands/serve_options.h"
#include "cli/commands/serve_run.h"
#include "cli/output/messages.h"

namespace lambdalocal::commands {
namespace {

// Each connection and each environment takes descriptors. The runtimes have their own limit, Lambda's.
void allow_many_connections() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

}  // namespace

ExitCode serve(std::span<const char* const> arguments, system::Warden& warden) {
  auto options = parse_serve_options(arguments);
  if (!options) {
    output::print_usage_error(options.error(), "serve");
    return exit_code_of(options.error());
  }
  if (options->help) return output::print_text(help_text(HelpTopic::Serve));
  std::error_code error;
  const auto here = std::filesystem::current_path(error);
  if (error) {
    output::print_error({ErrorKind::System, "failed to serve: the current directory: " + error.message() +
                                                "\nit was deleted or may not be read; go to another one"});
    return ExitCode::Internal;
  }
  allow_many_connections();
  return run_serve(warden, *options, here);
}

}  // namespace lambdalocal::commands

#include "cli/commands/invoke.h"

#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <string>

#include "cli/commands/help.h"
#include "cli/commands/invoke_options.h"
#include "cli/commands/invoke_run.h"
#include "cli/event_text.h"
#include "cli/output/messages.h"
#include "core/invocation/client_context.h"
#include "core/invocation/event.h"
#include "core/invocation/parameters.h"
#include "emulator/project/project_reader.h"

namespace lambdalocal::commands {
namespace {

// Until the event loop takes signals: Ctrl-C while an event is typed ends with the published code.
void exit_on_signals() {
  for (const int signal : ending_signals()) {
    std::signal(signal, [](int number) { ::_exit(128 + number); });
  }
}

Result<InvokeRequest> request_of(const InvokeOptions& options) {
  InvokeRequest request;
  TRY(event, read_event(options.event, options.function));
  TRY_VOID(check_event(event.bytes, event.name));
  request.event = std::make_shared<const std::string>(event_bytes(event.bytes));
  if (options.client_context) {
    TRY(context, client_context_json(*options.client_context));
    request.client_context = std::move(context);
  }
  if (options.tenant_id) TRY_VOID(check_tenant_id(*options.tenant_id));
  if (options.trace_header) TRY_VOID(check_trace_header(*options.trace_header));
  request.tenant_id = options.tenant_id;
  request.trace_header = options.trace_header;
  return request;
}

struct Ready {
  Project project;
  InvokeRequest request;
};

Result<Ready> read(const InvokeOptions& options) {
  std::error_code error;
  const auto here = std::filesystem::current_path(error);
  if (error)
    return Error{ErrorKind::System, "the current directory: " + error.message() +
                                        "\nit was deleted or may not be read; go to another one"};
  TRY(project, read_project_of(options.function, options, here));
  TRY(request, request_of(options));
  const FunctionSettings& settings = project.functions.begin()->second.settings;
  if (settings.tenant_isolation.value_or(false) && !request.tenant_id) {
    return Error{ErrorKind::Usage, "the function has tenant isolation\nname the tenant with --tenant-id"};
  }
  return Ready{std::move(project), std::move(request)};
}

ExitCode failed(const Error& error, const InvokeOptions& options) {
  if (error.kind == ErrorKind::Usage) {
    output::print_usage_error(error, "invoke");
  } else {
    const std::string what = options.function.empty() ? "failed to invoke" : "failed to invoke " + options.function;
    output::print_error(Error(error).wrap(what));
  }
  return exit_code_of(error);
}

}  // namespace

ExitCode invoke(std::span<const char* const> arguments, system::Warden& warden) {
  auto options = parse_invoke_options(arguments);
  if (!options) return failed(options.error(), {});
  if (options->help) return output::print_text(help_text(HelpTopic::Invoke));
  exit_on_signals();
  auto ready = read(*options);
  if (!ready) return failed(ready.error(), *options);
  const auto code = run_invocations(warden, std::move(ready->project), ready->request, *options);
  return code ? *code : failed(code.error(), *options);
}

}  // namespace lambdalocal::commands

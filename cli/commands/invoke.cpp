#include "cli/commands/invoke.h"

#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <string>

#include "cli/commands/help.h"
#include "cli/commands/invoke_options.h"
#include "cli/commands/invoke_run.h"
#include "cli/compose.h"
#include "cli/configuration.h"
#include "cli/event_text.h"
#include "cli/output/messages.h"
#include "core/invocation/client_context.h"
#include "core/invocation/event.h"
#include "core/invocation/parameters.h"
#include "emulator/functions/package_size.h"

namespace lambdalocal::commands {
namespace {

using output::Messages;

Messages::Level level_of(const InvokeOptions& options) {
  if (options.verbose) return Messages::Level::Notes;
  return options.log == LogOutput::None ? Messages::Level::Errors : Messages::Level::Warnings;
}

// Until the event loop takes signals: Ctrl-C during a long unpacking ends with the published code.
void exit_on_signals() {
  for (const int signal : ending_signals()) {
    std::signal(signal, [](int number) { ::_exit(128 + number); });
  }
}

Result<InvokeRequest> request_of(const InvokeOptions& options) {
  InvokeRequest request;
  TRY(event, read_event(options.event));
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
  InvokeRequest request;
  ComposedFunction function;
};

Result<Ready> prepare(const InvokeOptions& options) {
  std::error_code error;
  const auto here = std::filesystem::current_path(error);
  if (error)
    return Error{ErrorKind::System, "the current directory: " + error.message() +
                                        "\nit was deleted or may not be read; go to another one"};
  TRY(chosen, choose_function(options.function, here));
  TRY(request, request_of(options));
  TRY(function, compose(options, chosen, Messages(level_of(options))));
  if (function.prepared.function.tenant_isolation && !request.tenant_id) {
    return Error{ErrorKind::Usage, "the function has tenant isolation\nname the tenant with --tenant-id"};
  }
  return Ready{std::move(request), std::move(function)};
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
  auto ready = prepare(*options);
  if (!ready) return failed(ready.error(), *options);
  const auto& layers = ready->function.layers;
  const PackageSize size(ready->function.code, layers ? &*layers : nullptr);
  const ExitCode code = run_invocations(warden, std::move(ready->function.prepared), ready->request, *options);
  if (size.is_too_large()) {
    Messages(level_of(*options)).warning("the bundle has more than 250 MB with its layers: Lambda would refuse it");
  }
  return code;
}

}  // namespace lambdalocal::commands

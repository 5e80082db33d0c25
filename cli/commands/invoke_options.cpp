#include "cli/commands/invoke_options.h"

#include <fmt/format.h>

#include "cli/command_arguments.h"

namespace lambdalocal::commands {
namespace {

// The values as typed, before they mean anything.
struct TypedInvoke {
  FunctionFlags function;
  std::string repeat;
  bool json = false, log_tail = false, quiet = false;
  std::optional<std::string> qualifier;
};

void describe(CLI::App& app, InvokeOptions& options, TypedInvoke& typed) {
  app.set_help_flag();  // ours: CLI11 would print its own
  app.add_flag("-h,--help", options.help);
  app.add_option("function", options.function);
  app.add_option("-e,--event", options.event);
  typed.function.add_to(app);
  typed.function.add_build(app);
  app.add_option("--qualifier", typed.qualifier);
  app.add_option("--client-context", options.client_context);
  app.add_option("--tenant-id", options.tenant_id);
  app.add_option("--trace-header", options.trace_header);
  app.add_option("--repeat", typed.repeat);
  app.add_flag("--cold", options.cold);
  app.add_flag("--json", typed.json);
  app.add_flag("--log-tail", typed.log_tail);
  app.add_flag("-q,--quiet", typed.quiet);
  app.add_flag("-v,--verbose", options.verbose);
}

Result<InvokeOptions> interpret(const TypedInvoke& typed, InvokeOptions options) {
  TRY(function, typed.function.read());
  static_cast<FunctionOverrides&>(options) = std::move(function);
  options.qualifier = typed.qualifier;
  if (!typed.repeat.empty()) {
    TRY(times, whole_number("--repeat", typed.repeat, "", "how often to invoke"));
    if (times < 1) return usage(fmt::format("--repeat takes how often to invoke, not '{}'", typed.repeat));
    options.repeat = times;
  }
  if (typed.json) options.payload = PayloadOutput::Record;
  if (typed.quiet && typed.log_tail) return usage("--quiet and --log-tail contradict each other");
  if (typed.quiet) options.log = LogOutput::None;
  if (typed.log_tail) options.log = LogOutput::Tail;
  return options;
}

}  // namespace

Result<InvokeOptions> parse_invoke_options(std::span<const char* const> arguments) {
  CLI::App app;
  InvokeOptions options;
  TypedInvoke typed;
  describe(app, options, typed);
  auto parsed = parse_arguments(app, arguments, "one function at a time: '{}' is one too many");
  if (options.help) return options;
  if (!parsed) return std::move(parsed).error();
  return interpret(typed, std::move(options));
}

std::vector<std::string> invoke_flags() {
  CLI::App app;
  InvokeOptions options;
  TypedInvoke typed;
  describe(app, options, typed);
  return long_flags(app);
}

}  // namespace lambdalocal::commands

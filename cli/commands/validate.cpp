#include "cli/commands/validate.h"

#include <CLI/App.hpp>
#include <filesystem>

#include "cli/command_arguments.h"
#include "cli/commands/help.h"
#include "cli/function_options.h"
#include "cli/output/messages.h"
#include "cli/output/project_report.h"
#include "emulator/functions/package_check.h"
#include "emulator/functions/prepare.h"
#include "emulator/project/project_reader.h"
#include "emulator/runtimes/this_machine.h"

namespace lambdalocal::commands {
namespace {

struct Options : FunctionOverrides {
  std::vector<std::string> functions;
  bool help = false, json = false;
};

Result<Options> parse(std::span<const char* const> arguments) {
  CLI::App app;
  Options options;
  FunctionFlags flags;
  app.set_help_flag();
  app.add_flag("-h,--help", options.help);
  app.add_flag("--json", options.json);
  app.add_option("functions", options.functions);
  flags.add_to(app);
  auto parsed = parse_arguments(app, arguments, "'{}' is one too many");
  if (options.help) return options;
  if (!parsed) return std::move(parsed).error();
  TRY(overrides, flags.read());
  overrides.may_have_none = true;
  static_cast<FunctionOverrides&>(options) = std::move(overrides);
  return options;
}

// Each function made ready as for an invocation, but not started.
std::vector<output::FunctionReport> check(const Project& project) {
  const runtimes::Machine machine = runtimes::this_machine();
  std::vector<output::FunctionReport> reports;
  for (const auto& [name, function] : project.functions) {
    Notices notices;
    auto prepared = prepare(function, machine, notices);
    output::FunctionReport& report = reports.emplace_back();
    report.function = &function;
    if (prepared) {
      report.runtime = prepared->function.runtime.id;
      report.handler = prepared->function.handler;
      report.refusals = check_package(function, *prepared);
    } else {
      report.error = std::move(prepared).error();
    }
  }
  return reports;
}

}  // namespace

ExitCode validate(std::span<const char* const> arguments) {
  auto options = parse(arguments);
  if (!options) {
    output::print_usage_error(options.error(), "validate");
    return ExitCode::Usage;
  }
  if (options->help) return output::print_text(help_text(HelpTopic::Validate));
  std::error_code error;
  const auto here = std::filesystem::current_path(error);
  auto project = read_project(options->functions, *options, here);
  if (!project) {
    const Error& failed = project.error();
    failed.kind == ErrorKind::Usage ? output::print_usage_error(failed, "validate")
                                    : output::print_error(Error(failed).wrap("failed to validate"));
    return exit_code_of(failed);
  }
  const auto reports = check(*project);
  const ExitCode printed = output::print_text(options->json ? output::project_json(*project, reports)
                                                            : output::project_text(*project, reports, here));
  if (printed != ExitCode::Success) return printed;
  if (!project->refusals.empty()) return ExitCode::BadConfiguration;
  for (const auto& report : reports) {
    const bool would_not_run = report.error && report.error->kind != ErrorKind::RuntimeMissing;
    if (would_not_run || !report.refusals.empty()) return ExitCode::BadConfiguration;
  }
  return ExitCode::Success;
}

}  // namespace lambdalocal::commands

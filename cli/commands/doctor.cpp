#include "cli/commands/doctor.h"

#include <CLI/App.hpp>
#include <algorithm>
#include <filesystem>
#include <iterator>
#include <optional>

#include "cli/command_arguments.h"
#include "cli/commands/help.h"
#include "cli/function_options.h"
#include "cli/output/doctor_report.h"
#include "cli/output/messages.h"
#include "cli/output/stderr_log.h"
#include "emulator/doctor/machine_checks.h"
#include "emulator/doctor/machine_facts.h"
#include "emulator/doctor/needs.h"
#include "emulator/doctor/runtime_checks.h"
#include "emulator/project/project_reader.h"
#include "emulator/runtimes/this_machine.h"

namespace lambdalocal::commands {
namespace {

struct DoctorOptions : FunctionOverrides {
  std::vector<std::string> functions;
  bool help = false, json = false;
};

Result<DoctorOptions> parse_doctor_options(std::span<const char* const> arguments) {
  CLI::App app;
  DoctorOptions options;
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
  static_cast<FunctionOverrides&>(options) = std::move(overrides);
  return options;
}

// None: there is no project here, and none was named.
Result<std::optional<Project>> project_here(const DoctorOptions& options, const std::filesystem::path& here) {
  auto project = read_project(options.functions, options, here);
  if (project) return std::optional(*std::move(project));
  const bool was_named = !options.functions.empty() || options.of_template.file;
  if (project.error().kind == ErrorKind::Usage && !was_named) return std::optional<Project>();
  return std::move(project).error();
}

ExitCode worst(const std::vector<lambdalocal::doctor::Check>& checks) {
  using lambdalocal::doctor::Level;
  bool is_runtime = false;
  for (const auto& check : checks) {
    if (check.level != Level::Problem) continue;
    if (!check.is_runtime) return ExitCode::Internal;
    is_runtime = true;
  }
  return is_runtime ? ExitCode::RuntimeMissing : ExitCode::Success;
}

}  // namespace

ExitCode doctor(std::span<const char* const> arguments) {
  const auto options = parse_doctor_options(arguments);
  if (!options) {
    output::print_usage_error(options.error(), "doctor");
    return ExitCode::Usage;
  }
  if (options->help) return output::print_text(help_text(HelpTopic::Doctor));
  const runtimes::Machine machine = runtimes::this_machine();
  const auto project = project_here(*options, machine.working_directory);
  if (!project) {
    const Error& failed = project.error();
    failed.kind == ErrorKind::Usage ? output::print_usage_error(failed, "doctor")
                                    : output::print_error(Error(failed).wrap("failed to read the project"));
    return exit_code_of(failed);
  }
  const runtimes::Interpreters interpreters(machine);
  using namespace lambdalocal::doctor;
  Needs needs;
  if (*project) needs = needs_of(**project, interpreters);
  needs.is_strict = needs.is_strict || options->isolation == Isolation::Strict;
  std::vector<Check> checks = machine_checks(read_machine_facts(machine), needs);
  std::vector<Check> of_runtimes = runtime_checks(interpreters, needs);
  // What it is, the runtimes, all else.
  checks.insert(checks.begin() + 1, std::make_move_iterator(of_runtimes.begin()),
                std::make_move_iterator(of_runtimes.end()));
  const bool coloured = output::colour_for(1) == output::StderrLog::Colour::Dim;
  const ExitCode printed =
      output::print_text(options->json ? output::doctor_json(checks) : output::doctor_text(checks, coloured));
  return printed == ExitCode::Success ? worst(checks) : printed;
}

}  // namespace lambdalocal::commands

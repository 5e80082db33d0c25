#include "cli/commands/test.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "cli/commands/help.h"
#include "cli/commands/serve.h"
#include "cli/commands/test_cases.h"
#include "cli/commands/test_options.h"
#include "cli/commands/test_projects.h"
#include "cli/commands/test_run.h"
#include "cli/output/messages.h"
#include "core/expectation/test_result.h"

namespace lambdalocal::commands {
namespace {

ExitCode failed(Error error) {
  const ExitCode code = exit_code_of(error);
  output::print_error(std::move(error).wrap("failed to test"));
  return code;
}

ExitCode list(const std::vector<expectation::TestCase>& cases) {
  std::string text;
  for (const auto& test : cases) text += expectation::title_of(test) + "\n";
  return output::print_text(text);
}

// `test --record[=FILE] ...` is `serve --record FILE ...`: what is asked meanwhile becomes cases.
std::optional<std::vector<const char*>> recording(std::span<const char* const> arguments) {
  const auto flag = std::ranges::find_if(
      arguments, [](std::string_view argument) { return argument == "--record" || argument.starts_with("--record="); });
  if (flag == arguments.end()) return std::nullopt;
  std::vector<const char*> serving(arguments.begin(), flag);
  serving.insert(serving.end(), flag + 1, arguments.end());
  const std::string_view file(*flag);
  serving.push_back("--record");
  serving.push_back(file.find('=') == std::string_view::npos ? kRecorded : *flag + file.find('=') + 1);
  return serving;
}

}  // namespace

ExitCode test(std::span<const char* const> arguments, system::Warden& warden) {
  if (const auto serving = recording(arguments)) return serve(*serving, warden);
  auto options = parse_test_options(arguments);
  if (!options) {
    output::print_usage_error(options.error(), "test");
    return exit_code_of(options.error());
  }
  if (options->help) return output::print_text(help_text(HelpTopic::Test));
  std::error_code error;
  const auto here = std::filesystem::current_path(error);
  if (error) return failed({ErrorKind::System, "the current directory: " + error.message()});
  const auto since = system::FileTime::now();
  auto cases = find_test_cases(*options, here);
  if (!cases) return failed(std::move(cases).error());
  if (cases->empty()) {
    output::print_error({ErrorKind::Usage, options->filter.empty()
                                               ? "no test cases: there is no *.lambda-test.json or *.lambda-test.yaml\n"
                                                 "see 'lambdalocal test --help' for what one looks like"
                                               : fmt::format("no test case has '{}' in its name", options->filter)});
    return ExitCode::NoTests;
  }
  if (options->list) return list(*cases);
  TestProjects finder(*options, here);
  auto projects = finder.of(*cases);
  if (!projects) return failed(std::move(projects).error());
  return run_tests(warden, *options, here, {*std::move(cases), *std::move(projects), since}, finder);
}

}  // namespace lambdalocal::commands

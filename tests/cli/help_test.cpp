#include "cli/commands/help.h"

#include <sstream>

#include "cli/commands/help_config.h"
#include "cli/commands/invoke_options.h"
#include "cli/commands/man_page.h"
#include "cli/commands/serve_options.h"
#include "cli/commands/test_options.h"
#include "cli/exit_code.h"
#include "tests/support/catch.h"
#include "tests/support/golden.h"

using namespace lambdalocal;
using namespace lambdalocal::commands;

namespace {

void check_golden(std::string_view text, const std::string& name) {
  CAPTURE(name);
  CHECK(text == lambdalocal::test::golden("tests/cli/golden/" + name + ".txt", text));
}

void check_golden(HelpTopic topic, const std::string& name) { check_golden(help_text(topic), name); }

}  // namespace

TEST_CASE("the help texts are the golden ones") {
  check_golden(HelpTopic::General, "help");
  check_golden(HelpTopic::ExitCodes, "exit-codes");
  check_golden(HelpTopic::Invoke, "invoke");
  check_golden(HelpTopic::Serve, "serve");
  check_golden(HelpTopic::Test, "test");
  check_golden(HelpTopic::Event, "event");
  check_golden(HelpTopic::Runtimes, "runtimes");
  check_golden(HelpTopic::Layers, "layers");
  check_golden(HelpTopic::Doctor, "doctor");
  check_golden(HelpTopic::Cache, "cache");
  check_golden(HelpTopic::Completion, "completion");
  check_golden(HelpTopic::Validate, "validate");
  check_golden(HelpTopic::Init, "init");
  check_golden(help_config({}).value(), "config");
}

TEST_CASE("the manual page has the help of every command, with nothing in it that roff would take for its own") {
  const std::string page = man_page("1.2.3");
  CHECK(page.starts_with(".TH LAMBDALOCAL 1 \"\" \"lambdalocal 1.2.3\""));
  for (const HelpPage& help : help_pages()) {
    CAPTURE(help.name);
    const std::string_view text = help_text(help.topic);
    std::string first(text.substr(0, text.find('\n')));
    for (std::size_t at = 0; (at = first.find('-', at)) != std::string::npos; at += 2) first.insert(at, "\\");
    CHECK(page.find(first) != std::string::npos);
  }
  CHECK(page.find("\n.SH \"EXIT STATUS\"\n") != std::string::npos);
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    if (line.starts_with('.')) {
      CHECK((line.starts_with(".TH ") || line.starts_with(".SH ") || line == ".nf" || line == ".fi" ||
             line.starts_with(".B ") || line.starts_with(".I ")));
    }
    CHECK_FALSE(line.starts_with('\''));
  }
}

TEST_CASE("the help of invoke names every flag that is understood, and no other") {
  const std::string help(help_text(HelpTopic::Invoke));
  const std::vector<std::string> flags = invoke_flags();
  for (const std::string& flag : flags) {
    CAPTURE(flag);
    CHECK((help.find(flag + " ") != std::string::npos || help.find(flag + "\n") != std::string::npos));
  }
  std::istringstream lines(help);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t start = line.find("--");
    if (!line.starts_with("  ") || line.find("lambdalocal") != std::string::npos || start > 8) continue;
    const std::string flag = line.substr(start, line.find(' ', start) - start);
    CAPTURE(flag);
    CHECK(std::find(flags.begin(), flags.end(), flag) != flags.end());
  }
}

TEST_CASE("the help of serve names every flag that is understood") {
  const std::string help(help_text(HelpTopic::Serve));
  for (const std::string& flag : serve_flags()) {
    CAPTURE(flag);
    CHECK((help.find(flag + " ") != std::string::npos || help.find(flag + ",") != std::string::npos ||
           help.find(flag + "\n") != std::string::npos));
  }
}

TEST_CASE("the help of test names every flag that is understood") {
  const std::string help(help_text(HelpTopic::Test));
  for (const std::string& flag : test_flags()) {
    CAPTURE(flag);
    CHECK((help.find(flag + " ") != std::string::npos || help.find(flag + ",") != std::string::npos ||
           help.find(flag + "\n") != std::string::npos));
  }
}

TEST_CASE("help fits a terminal of 120 columns") {
  for (const HelpTopic topic : {HelpTopic::General, HelpTopic::ExitCodes, HelpTopic::Invoke, HelpTopic::Serve,
                                HelpTopic::Test, HelpTopic::Event, HelpTopic::Runtimes, HelpTopic::Cache,
                                HelpTopic::Completion, HelpTopic::Validate, HelpTopic::Layers, HelpTopic::Doctor}) {
    std::istringstream lines{std::string(help_text(topic))};
    for (std::string line; std::getline(lines, line);) {
      CAPTURE(line);
      CHECK(line.size() <= 120);
    }
  }
}

TEST_CASE("every kind of failure has its exit code") {
  CHECK(exit_code_of(Error{ErrorKind::Usage, ""}) == ExitCode::Usage);
  CHECK(exit_code_of(Error{ErrorKind::BadConfiguration, ""}) == ExitCode::BadConfiguration);
  CHECK(exit_code_of(Error{ErrorKind::BadEvent, ""}) == ExitCode::BadEvent);
  CHECK(exit_code_of(Error{ErrorKind::RuntimeMissing, ""}) == ExitCode::RuntimeMissing);
  CHECK(exit_code_of(Error{ErrorKind::NotEmulated, ""}) == ExitCode::NotEmulated);
  CHECK(exit_code_of(Error{ErrorKind::System, ""}) == ExitCode::Internal);
  const auto of = [](InvocationStatus status) {
    InvocationOutcome outcome;
    outcome.status = status;
    return static_cast<int>(exit_code_of(outcome));
  };
  CHECK(of(InvocationStatus::Success) == 0);
  CHECK(of(InvocationStatus::FunctionError) == 1);
  CHECK(of(InvocationStatus::Crash) == 1);
  CHECK(of(InvocationStatus::InitError) == 5);
  CHECK(of(InvocationStatus::Timeout) == 6);
}

#include "cli/commands/test_run.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/system/system_error.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <set>

#include "cli/commands/invoke_run.h"
#include "cli/commands/test_cases.h"
#include "cli/output/messages.h"
#include "cli/output/stderr_log.h"
#include "cli/output/test_report.h"
#include "core/expectation/reports.h"
#include "emulator/runtimes/this_machine.h"
#include "emulator/system/files/text_file.h"
#include "emulator/system/output_writer.h"
#include "emulator/system/processes/processors.h"
#include "emulator/system/spawn.h"
#include "emulator/testing/case_watcher.h"
#include "emulator/testing/runner.h"
#include "emulator/testing/snapshots.h"

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace lambdalocal::commands {
namespace {

using expectation::TestResult;
using output::Messages;
using output::StderrLog;

constexpr std::chrono::milliseconds kTestLastLines{500};
constexpr std::string_view kNewLine = "\r\x1b[K";  // in place of the one before

Messages::Level level_of(const TestOptions& options) {
  if (options.verbose) return Messages::Level::Notes;
  return options.quiet ? Messages::Level::Errors : Messages::Level::Warnings;
}

EmulatorOptions emulator_options(std::size_t jobs, const TestOptions& options) {
  EmulatorOptions emulator;
  if (options.isolate) emulator.spares = 1;  // else environments are warm, and a spare would be made for nothing
  emulator.machine = runtimes::this_machine();
  emulator.max_concurrency = std::max(emulator.max_concurrency, static_cast<int>(jobs));
  return emulator;
}

std::size_t jobs_of(const TestOptions& options) {
  return options.jobs.value_or(static_cast<std::size_t>(std::max(1, system::processors())));
}

testing::RunnerOptions runner_options(const TestOptions& options) {
  return {jobs_of(options), options.isolate, options.fail_fast, options.update_snapshots, options.watch};
}

Result<void> write_reports(const TestOptions& options, const std::vector<TestResult>& results,
                           system::OutputWriter& writer) {
  using Report = std::string (*)(const std::vector<TestResult>&);
  constexpr std::pair<std::optional<fs::path> TestOptions::*, Report> kReports[] = {
      {&TestOptions::junit, expectation::junit_report},
      {&TestOptions::json, expectation::json_report},
      {&TestOptions::tap, expectation::tap_report}};
  for (const auto& [place, report] : kReports) {
    const auto& file = options.*place;
    if (file == kStandardOutput) {
      writer.write(STDOUT_FILENO, report(results));
    } else if (file) {
      TRY_VOID(system::write_text_file(*file, report(results)));
    }
  }
  return {};
}

bool has_report_on_stdout(const TestOptions& options) {
  return options.junit == kStandardOutput || options.json == kStandardOutput || options.tap == kStandardOutput;
}

ExitCode code_of(const std::vector<TestResult>& results) {
  const auto summary = expectation::summary_of(results);
  if (summary.failed > 0) return ExitCode::FunctionError;
  return summary.broken > 0 ? ExitCode::BadConfiguration : ExitCode::Success;
}

// Where front ends listen is of no use to anybody here.
class TestMessages : public Messages {
 public:
  using Messages::Messages;
  void say(std::string_view text) override { note(text); }
  void error(const Error& error) override { insist(error.message); }
  // Once, however many cases have their own environment of the function.
  void warning(std::string_view text) override {
    if (warned_.emplace(text).second) Messages::warning(text);
  }

 private:
  std::set<std::string> warned_;
};

// Files that are written when cases have run.
std::set<fs::path> reports_of(const TestOptions& options, const fs::path& here) {
  std::set<fs::path> files;
  for (const auto& report : {options.junit, options.json, options.tap}) {
    if (report) files.insert((here / *report).lexically_normal());
  }
  return files;
}

class TestRun {
 public:
  TestRun(system::Warden& warden, const TestOptions& options, fs::path here, TestsToRun tests, TestProjects& projects)
      : options_(options),
        here_(std::move(here)),
        tests_(std::move(tests)),
        projects_(projects),
        writer_(loop_.get_executor(), {}),
        messages_(level_of(options), &writer_),
        lines_(has_report_on_stdout(options) ? STDERR_FILENO : STDOUT_FILENO),
        report_(output::colour_for(lines_) != StderrLog::Colour::Never,
                options.quiet ? output::TestLines::Failed : output::TestLines::All),
        signals_(loop_),
        runner_(loop_, warden, messages_, emulator_options(jobs_of(options), options), runner_options(options)) {}

  ExitCode run() {
    for (const int signal : ending_signals()) signals_.add(signal);
    signals_.async_wait([this](const boost::system::error_code& error, int number) {
      if (error) return;
      if (!has_run_) code_ = static_cast<ExitCode>(128 + number);
      loop_.stop();
    });
    system::spawn(loop_.get_executor(), options_.watch ? watch() : run_once());
    loop_.run();
    runner_.kill();
    writer_.flush_for(kTestLastLines);
    return code_;
  }

 private:
  asio::awaitable<void> run_once() {
    co_await run_all(nullptr);
    co_await runner_.end_extensions();
    runner_.kill();
    co_await writer_.until_written();
    loop_.stop();
  }

  // `watcher`: may be null. Who sees the summary may save a file at once, and that is no write of a function's.
  asio::awaitable<void> run_all(testing::CaseWatcher* watcher) {
    const auto begun = std::chrono::steady_clock::now();
    testing::Snapshots snapshots;
    std::size_t count = 0;
    testing::Runner::Told told = [this, &count](const TestResult& result) { tell(result, ++count); };
    if (watcher != nullptr) watcher->run_begins();
    const auto results = co_await runner_.run(tests_.cases, tests_.projects, snapshots, std::move(told));
    if (watcher != nullptr) watcher->run_ends();
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
    if (shows_progress_) writer_.write(STDERR_FILENO, kNewLine);
    if (options_.github) writer_.write(STDOUT_FILENO, expectation::github_annotations(results));
    writer_.write(lines_, report_.summary(results, took));
    code_ = code_of(results);
    for (auto written : {snapshots.save(), write_reports(options_, results, writer_)}) {
      if (written) continue;
      messages_.error(std::move(written).error());
      code_ = ExitCode::Internal;
    }
  }

  // Where results are shown elsewhere, or not at all, a terminal has their number.
  void tell(const TestResult& result, std::size_t count) {
    const std::string text = report_.of(result);
    if (shows_progress_ && !text.empty()) writer_.write(STDERR_FILENO, kNewLine);
    writer_.write(lines_, text);
    if (shows_progress_) {
      writer_.write(STDERR_FILENO, fmt::format("{}{} of {} cases", kNewLine, count, tests_.cases.size()));
    }
  }

  // Runs all, and then, each time that something has changed, the cases that are made of it.
  asio::awaitable<void> watch() {
    auto watcher = testing::CaseWatcher::create(loop_.get_executor(), here_, reports_of(options_, here_),
                                                [this](const std::string& text) { messages_.warning(text); });
    if (!watcher) {
      messages_.error(std::move(watcher).error().wrap("failed to watch files for changes"));
      code_ = ExitCode::Internal;
      co_return loop_.stop();
    }
    const std::vector<fs::path> roots = options_.paths.empty() ? std::vector<fs::path>{here_} : options_.paths;
    for (;;) {
      (*watcher)->watch(made_of(), outputs(), roots, tests_.since);
      if (!tests_.cases.empty()) {
        co_await run_all(watcher->get());
      }
      messages_.insist("waiting for changes; Ctrl-C ends");
      has_run_ = true;
      const auto changed = co_await (*watcher)->changes();
      messages_.insist(fs::proximate(*changed.rbegin(), here_).string() + " has changed");
      take_up(changed);
    }
  }

  // Of all cases there are, those that are not run now included.
  std::set<fs::path> made_of() {
    for (std::size_t at = 0; at < tests_.cases.size(); ++at) {
      auto files = testing::files_of(tests_.cases[at], *tests_.projects[at].project, here_);
      known_[expectation::title_of(tests_.cases[at])] = std::move(files);
    }
    std::set<fs::path> all;
    for (const auto& [title, files] : known_) all.insert(files.begin(), files.end());
    return all;
  }

  std::set<fs::path> outputs() const {
    std::set<fs::path> all;
    for (const testing::CaseProject& each : tests_.projects) all.merge(testing::outputs_of(*each.project));
    return all;
  }

  // Leaves the cases in tests_ that are made of what has changed, or are new. What cannot be read runs when it has changed again.
  void take_up(const std::set<fs::path>& changed) {
    projects_.forget();
    tests_.since = system::FileTime::now();
    tests_.projects.clear();
    auto cases = find_test_cases(options_, here_);
    auto projects = cases ? projects_.of(*cases) : Result<std::vector<testing::CaseProject>>(Error(cases.error()));
    tests_.cases.clear();
    if (!projects) return messages_.error(std::move(projects).error());
    std::map<std::string, std::set<fs::path>> known;
    for (std::size_t at = 0; at < cases->size(); ++at) {
      const std::string title = expectation::title_of((*cases)[at]);
      const auto before = known_.find(title);
      auto files = testing::files_of((*cases)[at], *(*projects)[at].project, here_);
      const bool is_concerned =
          before == known_.end() || before->second != files ||
          std::ranges::any_of(files, [&changed](const fs::path& file) { return changed.contains(file); });
      known[title] = std::move(files);
      if (!is_concerned) continue;
      tests_.cases.push_back(std::move((*cases)[at]));
      tests_.projects.push_back(std::move((*projects)[at]));
    }
    known_ = std::move(known);
  }

  const TestOptions& options_;
  const fs::path here_;
  TestsToRun tests_;
  TestProjects& projects_;
  std::map<std::string, std::set<fs::path>> known_;  // what each case is made of, by its title; with --watch
  ExitCode code_ = ExitCode::Success;
  bool has_run_ = false;  // once, with --watch: then Ctrl-C is how it ends
  asio::io_context loop_{1};
  system::OutputWriter writer_;
  TestMessages messages_;
  const int lines_;  // where they go for people
  const bool shows_progress_ =
      output::colour_for(STDERR_FILENO) != StderrLog::Colour::Never && (options_.quiet || ::isatty(lines_) != 1);
  const output::TestReport report_;
  asio::signal_set signals_;
  testing::Runner runner_;
};

}  // namespace

ExitCode run_tests(system::Warden& warden, const TestOptions& options, const fs::path& here, TestsToRun tests,
                   TestProjects& projects) {
  std::unique_ptr<TestRun> run;
  try {
    run = std::make_unique<TestRun>(warden, options, here, std::move(tests), projects);
  } catch (const boost::system::system_error& failed) {  // the loop and its signals need a few descriptors
    output::print_error({ErrorKind::System, "failed to start the event loop: " + failed.code().message()});
    return ExitCode::Internal;
  }
  const ExitCode code = run->run();
  // As in run_serve(): coroutines that wait are left as they stand.
  [[maybe_unused]] static const TestRun* const left = run.release();
  return code;
}

}  // namespace lambdalocal::commands

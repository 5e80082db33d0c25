#include "cli/commands/test_run.h"

#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/system/system_error.hpp>
#include <chrono>
#include <memory>

#include "cli/commands/invoke_run.h"
#include "cli/output/messages.h"
#include "cli/output/stderr_log.h"
#include "cli/output/test_report.h"
#include "core/expectation/reports.h"
#include "emulator/runtimes/this_machine.h"
#include "emulator/system/files/text_file.h"
#include "emulator/system/output_writer.h"
#include "emulator/system/processes/processors.h"
#include "emulator/system/spawn.h"
#include "emulator/testing/runner.h"
#include "emulator/testing/snapshots.h"

namespace asio = boost::asio;

namespace lambdalocal::commands {
namespace {

using expectation::TestResult;
using output::Messages;
using output::StderrLog;

constexpr std::chrono::milliseconds kLastLines{500};

Messages::Level level_of(const TestOptions& options) {
  if (options.verbose) return Messages::Level::Notes;
  return options.quiet ? Messages::Level::Errors : Messages::Level::Warnings;
}

EmulatorOptions emulator_options(std::size_t jobs) {
  EmulatorOptions emulator;
  emulator.machine = runtimes::this_machine();
  emulator.max_concurrency = std::max(emulator.max_concurrency, static_cast<int>(jobs));
  return emulator;
}

std::size_t jobs_of(const TestOptions& options) {
  return options.jobs.value_or(static_cast<std::size_t>(std::max(1, system::processors())));
}

testing::RunnerOptions runner_options(const TestOptions& options) {
  return {jobs_of(options), options.isolate, options.fail_fast, options.update_snapshots};
}

Result<void> write_reports(const TestOptions& options, const std::vector<TestResult>& results) {
  if (options.junit) TRY_VOID(system::write_text_file(*options.junit, expectation::junit_report(results)));
  if (options.json) TRY_VOID(system::write_text_file(*options.json, expectation::json_report(results)));
  if (options.tap) TRY_VOID(system::write_text_file(*options.tap, expectation::tap_report(results)));
  return {};
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
};

class TestRun {
 public:
  TestRun(system::Warden& warden, const TestOptions& options, std::vector<expectation::TestCase> cases,
          std::vector<std::shared_ptr<const Project>> projects)
      : options_(options),
        cases_(std::move(cases)),
        projects_(std::move(projects)),
        writer_(loop_.get_executor(), {}),
        messages_(level_of(options), &writer_),
        report_(output::colour_for(STDOUT_FILENO) != StderrLog::Colour::Never,
                options.quiet ? output::TestLines::Failed : output::TestLines::All),
        signals_(loop_),
        runner_(loop_, warden, messages_, emulator_options(jobs_of(options)), runner_options(options)) {}

  ExitCode run() {
    for (const int signal : ending_signals()) signals_.add(signal);
    signals_.async_wait([this](const boost::system::error_code& error, int number) {
      if (error) return;
      code_ = static_cast<ExitCode>(128 + number);
      loop_.stop();
    });
    system::spawn(loop_.get_executor(), run_all());
    loop_.run();
    runner_.kill();
    writer_.flush_for(kLastLines);
    return code_;
  }

 private:
  asio::awaitable<void> run_all() {
    const auto begun = std::chrono::steady_clock::now();
    testing::Runner::Told told = [this](const TestResult& result) { writer_.write(STDOUT_FILENO, report_.of(result)); };
    const auto results = co_await runner_.run(cases_, projects_, snapshots_, std::move(told));
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
    if (options_.github) writer_.write(STDOUT_FILENO, expectation::github_annotations(results));
    writer_.write(STDOUT_FILENO, report_.summary(results, took));
    code_ = code_of(results);
    for (auto written : {snapshots_.save(), write_reports(options_, results)}) {
      if (written) continue;
      messages_.error(std::move(written).error());
      code_ = ExitCode::Internal;
    }
    runner_.kill();
    co_await writer_.until_written();
    loop_.stop();
  }

  const TestOptions& options_;
  const std::vector<expectation::TestCase> cases_;
  const std::vector<std::shared_ptr<const Project>> projects_;
  ExitCode code_ = ExitCode::Success;
  asio::io_context loop_{1};
  system::OutputWriter writer_;
  TestMessages messages_;
  const output::TestReport report_;
  testing::Snapshots snapshots_;
  asio::signal_set signals_;
  testing::Runner runner_;
};

}  // namespace

ExitCode run_tests(system::Warden& warden, const TestOptions& options, std::vector<expectation::TestCase> cases,
                   std::vector<std::shared_ptr<const Project>> projects) {
  std::unique_ptr<TestRun> run;
  try {
    run = std::make_unique<TestRun>(warden, options, std::move(cases), std::move(projects));
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

#include "cli/commands/invoke_run.h"

#include <sys/time.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/system/system_error.hpp>
#include <csignal>
#include <memory>

#include "cli/output/init_error_fold.h"
#include "cli/output/messages.h"
#include "cli/output/record.h"
#include "cli/output/stderr_log.h"
#include "emulator/emulator.h"
#include "emulator/functions/package_size.h"
#include "emulator/logs/log_records.h"
#include "emulator/logs/log_tail.h"
#include "emulator/runtimes/this_machine.h"
#include "emulator/system/output_writer.h"

namespace asio = boost::asio;

namespace lambdalocal::commands {
namespace {

using output::Messages;
using output::StderrLog;
using system::Written;

// More than a function writes to a log that anybody reads; beyond it, the function waits for whoever reads stderr.
constexpr std::size_t kUnreadBytes = 64 * 1024 * 1024;
// Payloads that may wait for whoever reads stdout before the next invocation begins.
constexpr std::size_t kUnreadPayloads = 16;
// After Ctrl-C: what of the log is at hand is still shown, where somebody reads it.
constexpr std::chrono::milliseconds kInvokeLastLines{200};

StderrLog::Options log_options(const InvokeOptions& options) {
  StderrLog::Options log;
  log.show = options.log == LogOutput::All    ? StderrLog::Show::All
             : options.log == LogOutput::Tail ? StderrLog::Show::Notices
                                              : StderrLog::Show::Nothing;
  log.colour = output::colour_for(log.descriptor);
  log.when_unread = StderrLog::WhenUnread::Wait;
  return log;
}

// Whatever the way out is waiting for then, the process ends within a second.
void exit_soon(int code) {
  static volatile std::sig_atomic_t exit_code;
  exit_code = code;
  std::signal(SIGALRM, [](int) { ::_exit(exit_code); });
  const itimerval limit{{0, 0}, {0, 800'000}};
  ::setitimer(ITIMER_REAL, &limit, nullptr);
}

Messages::Level level_of(const InvokeOptions& options) {
  if (options.verbose) return Messages::Level::Notes;
  return options.log == LogOutput::None ? Messages::Level::Errors : Messages::Level::Warnings;
}

EmulatorOptions emulator_options() {
  EmulatorOptions emulator;
  emulator.machine = runtimes::this_machine();
  emulator.worker_threads = 1;
  return emulator;
}

class Run {
 public:
  Run(system::Warden& warden, Project project, const InvokeRequest& request, const InvokeOptions& options)
      : request_(request),
        options_(options),
        name_(project.functions.begin()->first),
        writer_(loop_.get_executor(), {.bound = kUnreadBytes}),
        messages_(level_of(options), &writer_),
        stderr_log_(log_options(options), writer_),
        folded_(stderr_log_),
        records_(::isatty(STDERR_FILENO) == 1 ? static_cast<logs::LogSink&>(folded_) : stderr_log_),
        tail_(records_),
        signals_(loop_),
        emulator_(loop_, warden, log(), messages_, emulator_options()) {
    static_cast<void>(emulator_.apply(std::move(project)).ok());  // no front end that could fail
  }

  Result<ExitCode> run() {
    for (const int signal : ending_signals()) signals_.add(signal);
    signals_.async_wait([this](const boost::system::error_code& error, int number) {
      if (!error) end(number);
    });
    asio::co_spawn(loop_, prepare_and_invoke(), [this](const std::exception_ptr& bug) {
      if (bug) std::rethrow_exception(bug);
      loop_.stop();
    });
    emulator_.run();
    if (was_interrupted_) writer_.flush_for(kInvokeLastLines);
    if (refused_) return *std::move(refused_);
    if (size_ && size_->is_too_large()) {
      Messages(level_of(options_)).warning("the bundle has more than 250 MB with its layers: Lambda would refuse it");
    }
    return code_;
  }

 private:
  void end(int number) {
    code_ = static_cast<ExitCode>(128 + number);
    was_interrupted_ = true;
    exit_soon(128 + number);
    emulator_.kill();  // what still waits on the loop keeps them alive
    if (!version_) {   // a worker unpacks: nobody waits for that
      writer_.flush_for(kInvokeLastLines);
      ::_exit(128 + number);
    }
    loop_.stop();
  }

  asio::awaitable<void> prepare_and_invoke() {
    auto prepared = co_await emulator_.prepare(name_);
    if (prepared) {
      version_ = *std::move(prepared);
      const Packages& packages = *version_->pool->function().packages;
      size_.emplace(packages.code, packages.layers ? &*packages.layers : nullptr);
      co_await invoke_all();
    } else {
      refused_ = std::move(prepared).error();
    }
    co_await writer_.until_written();
  }

  asio::awaitable<void> invoke_all() {
    for (int count = 0; count < options_.repeat; ++count) {
      if (options_.cold && count > 0) co_await emulator_.end_idle_environments();
      InvokeRequest request = request_;
      const std::string id = request.request_id.emplace(emulator_.new_request_id());
      auto result = co_await emulator_.invoke(name_, std::move(request));
      auto* outcome = std::get_if<InvocationOutcome>(&result);
      if (outcome == nullptr) {
        fail(std::move(result));
        break;
      }
      if (const ExitCode code = exit_code_of(*outcome); code != ExitCode::Success) code_ = code;
      // It ends while the answer is printed; extensions are told of the end.
      if (count + 1 == options_.repeat && !emulator_.has_extensions()) emulator_.kill();
      print(id, *outcome);
      if (count % kUnreadPayloads == kUnreadPayloads - 1) co_await writer_.until_written();
      if (!stdout_is_read()) break;
    }
    if (emulator_.has_extensions()) co_await emulator_.end_idle_environments();
    emulator_.kill();  // its end is waited for where the warden is let go of
    co_await writer_.until_written();
    if (auto written = writer_.outcome(STDOUT_FILENO); !written) {
      messages_.error(std::move(written).error().wrap("failed to write the payload to standard output"));
      code_ = ExitCode::Internal;
    }
    co_await emulator_.until_later_starts_are_prepared();
  }

  // The function did not run, or nobody knows how it ended. Throttled it cannot be: it is alone.
  void fail(InvocationResult result) {
    take_log();
    auto* error = std::get_if<Error>(&result);
    Error failed = error != nullptr ? std::move(*error) : Error{ErrorKind::System, "it was throttled"};
    code_ = exit_code_of(failed);
    messages_.error(std::move(failed).wrap("failed to invoke " + name_));
  }

  // The log first: on a terminal the payload stands below it.
  void print(const std::string& id, InvocationOutcome& outcome) {
    const output::InvocationLog log = take_log();
    std::string& text = outcome.payload;
    if (options_.payload == PayloadOutput::Record) text = output::record_of(version_->function(), id, outcome, log);
    text += '\n';
    writer_.write(STDOUT_FILENO, text);
  }

  // What an invocation has logged, which is shown now where only its end is wanted.
  output::InvocationLog take_log() {
    output::InvocationLog log{tail_.take(), records_.take()};
    if (options_.log == LogOutput::Tail) stderr_log_.print(log.tail);
    return log;
  }

  // Kept only where it is asked for.
  logs::LogSink& log() {
    const bool kept = options_.payload == PayloadOutput::Record || options_.log == LogOutput::Tail;
    return kept ? static_cast<logs::LogSink&>(tail_) : records_.next();
  }

  bool stdout_is_read() const {
    const auto written = writer_.outcome(STDOUT_FILENO);
    return written.ok() && *written == Written::All;
  }

  const InvokeRequest& request_;
  const InvokeOptions& options_;
  const std::string name_;
  ExitCode code_ = ExitCode::Success;
  std::optional<Error> refused_;
  bool was_interrupted_ = false;
  asio::io_context loop_{1};
  system::OutputWriter writer_;  // of both, in their order
  Messages messages_;
  StderrLog stderr_log_;
  output::InitErrorFold folded_;
  logs::LogRecords records_;
  logs::LogTail tail_;
  asio::signal_set signals_;
  Emulator emulator_;
  std::shared_ptr<const FunctionVersion> version_;  // once it is ready
  std::optional<PackageSize> size_;
};

}  // namespace

std::vector<int> ending_signals() {
  std::vector<int> signals = {SIGINT, SIGTERM};
  struct sigaction action {};
  const bool ignored = ::sigaction(SIGHUP, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
  if (!ignored) signals.push_back(SIGHUP);
  return signals;
}

Result<ExitCode> run_invocations(system::Warden& warden, Project project, const InvokeRequest& request,
                                 const InvokeOptions& options) {
  std::unique_ptr<Run> run;
  try {
    run = std::make_unique<Run>(warden, std::move(project), request, options);
  } catch (const boost::system::system_error& failed) {  // the loop and its signals need a few descriptors
    return Error{ErrorKind::System, "failed to start the event loop: " + failed.code().message()};
  }
  auto code = run->run();
  // Coroutines that wait keep alive what they wait for, and would end in no order. The process ends next: it leaves them as
  // they stand.
  [[maybe_unused]] static const Run* const left = run.release();
  return code;
}

}  // namespace lambdalocal::commands

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
#include "emulator/logs/log_records.h"
#include "emulator/logs/log_tail.h"
#include "emulator/system/loop.h"
#include "emulator/system/output_writer.h"
#include "emulator/system/processes/warden.h"

namespace asio = boost::asio;

namespace lambdalocal::commands {
namespace {

using output::StderrLog;
using system::Written;

// More than a function writes to a log that anybody reads; beyond it, the function waits for whoever reads stderr.
constexpr std::size_t kUnreadBytes = 64 * 1024 * 1024;
// Payloads that may wait for whoever reads stdout before the next invocation begins.
constexpr std::size_t kUnreadPayloads = 16;
// After Ctrl-C: what of the log is at hand is still shown, where somebody reads it.
constexpr std::chrono::milliseconds kLastLines{200};

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

class Run {
 public:
  Run(system::Warden& warden, PreparedFunction function, const InvokeRequest& request, const InvokeOptions& options)
      : request_(request),
        options_(options),
        function_(function.function),
        writer_(loop_.get_executor(), {.bound = kUnreadBytes}),
        messages_(output::Messages::Level::Errors, &writer_),
        stderr_log_(log_options(options), writer_),
        folded_(stderr_log_),
        records_(::isatty(STDERR_FILENO) == 1 ? static_cast<logs::LogSink&>(folded_) : stderr_log_),
        tail_(records_),
        signals_(loop_),
        invoker_(loop_.get_executor(), warden, std::move(function), log()) {}

  ExitCode run() {
    for (const int signal : ending_signals()) signals_.add(signal);
    signals_.async_wait([this](const boost::system::error_code& error, int number) {
      if (error) return;
      code_ = static_cast<ExitCode>(128 + number);
      was_interrupted_ = true;
      exit_soon(128 + number);
      invoker_.kill();  // what still waits on the loop keeps them alive
      loop_.stop();
    });
    asio::co_spawn(loop_, invoke_all(), [this](const std::exception_ptr& bug) {
      if (bug) std::rethrow_exception(bug);
      loop_.stop();
    });
    run_event_loop(loop_, [] { return 1; });
    if (was_interrupted_) writer_.flush_for(kLastLines);
    return code_;
  }

  bool was_interrupted() const { return was_interrupted_; }

 private:
  enum class Next { Continue, Stop };

  asio::awaitable<void> invoke_all() {
    for (int count = 0; count < options_.repeat; ++count) {
      if (options_.cold && count > 0) co_await invoker_.shut_down();
      auto answer = co_await invoker_.invoke(request_);
      if (!answer) {
        take_log();
        code_ = exit_code_of(answer.error());
        messages_.error(std::move(answer).error().wrap("failed to invoke " + function_.name));
        break;
      }
      if (const ExitCode code = exit_code_of(answer->outcome); code != ExitCode::Success) code_ = code;
      if (count + 1 == options_.repeat) invoker_.kill();  // it ends while the answer is printed
      print(*answer);
      if (count % kUnreadPayloads == kUnreadPayloads - 1) co_await writer_.until_written();
      if (!stdout_is_read()) break;
    }
    invoker_.kill();  // its end is waited for where the warden is let go of
    co_await writer_.until_written();
    if (auto written = writer_.outcome(STDOUT_FILENO); !written) {
      messages_.error(std::move(written).error().wrap("failed to write the payload to standard output"));
      code_ = ExitCode::Internal;
      co_await writer_.until_written();
    }
  }

  // The log first: on a terminal the payload stands below it.
  void print(InvokeAnswer& answer) {
    const output::InvocationLog log = take_log();
    std::string& text = answer.outcome.payload;
    if (options_.payload == PayloadOutput::Record) {
      text = output::record_of(function_, answer.request_id, answer.outcome, log);
    }
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
  const Function function_;
  ExitCode code_ = ExitCode::Success;
  bool was_interrupted_ = false;
  asio::io_context loop_{1};
  system::OutputWriter writer_;  // of both, in their order
  const output::Messages messages_;
  StderrLog stderr_log_;
  output::InitErrorFold folded_;
  logs::LogRecords records_;
  logs::LogTail tail_;
  asio::signal_set signals_;
  SingleInvoker invoker_;
};

}  // namespace

std::vector<int> ending_signals() {
  std::vector<int> signals = {SIGINT, SIGTERM};
  struct sigaction action {};
  const bool ignored = ::sigaction(SIGHUP, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
  if (!ignored) signals.push_back(SIGHUP);
  return signals;
}

ExitCode run_invocations(system::Warden& warden, PreparedFunction function, const InvokeRequest& request,
                         const InvokeOptions& options) {
  std::unique_ptr<Run> run;
  try {
    run = std::make_unique<Run>(warden, std::move(function), request, options);
  } catch (const boost::system::system_error& failed) {  // the loop and its signals need a few descriptors
    output::print_error({ErrorKind::System, "failed to start the event loop: " + failed.code().message()});
    return ExitCode::Internal;
  }
  const ExitCode code = run->run();
  // Coroutines that wait keep alive what they wait for. The process ends next: it leaves them as they stand.
  if (run->was_interrupted()) {
    [[maybe_unused]] static const Run* const left = run.release();
  }
  return code;
}

}  // namespace lambdalocal::commands

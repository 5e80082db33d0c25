#include "cli/commands/invoke_run.h"

#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/system/system_error.hpp>
#include <csignal>
#include <memory>

#include "cli/output/messages.h"
#include "cli/output/record.h"
#include "cli/output/stderr_log.h"
#include "cli/output/write_all.h"
#include "emulator/system/loop.h"
#include "emulator/system/processes/warden.h"

namespace asio = boost::asio;

namespace lambdalocal::commands {
namespace {

using output::StderrLog;

StderrLog::Options log_options(const InvokeOptions& options) {
  StderrLog::Options log;
  log.show = options.log == LogOutput::All    ? StderrLog::Show::All
             : options.log == LogOutput::Tail ? StderrLog::Show::Tail
                                              : StderrLog::Show::Nothing;
  log.colour = output::colour_for(log.descriptor);
  log.keep_records = options.payload == PayloadOutput::Record;
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
        log_(log_options(options), [this] { asio::post(loop_, [this] { log_.flush(); }); }),
        signals_(loop_),
        invoker_(loop_.get_executor(), warden, std::move(function), log_) {}

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
    log_.flush();
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
        log_.end_invocation();
        code_ = exit_code_of(answer.error());
        output::print_error(std::move(answer).error().wrap("failed to invoke " + function_.name));
        break;
      }
      if (const ExitCode code = exit_code_of(answer->outcome); code != ExitCode::Success) code_ = code;
      if (count + 1 == options_.repeat) invoker_.kill();  // it ends while the answer is printed
      if (print(*answer) == Next::Stop) break;
    }
    invoker_.kill();  // its end is waited for where the warden is let go of
  }

  // The log first: on a terminal the payload stands below it.
  Next print(const InvokeAnswer& answer) {
    const StderrLog::InvocationLog log = log_.end_invocation();
    std::string record;
    if (options_.payload == PayloadOutput::Record) {
      record = output::record_of(function_, answer.request_id, answer.outcome, log);
    }
    const std::array<std::string_view, 2> parts = {
        options_.payload == PayloadOutput::Record ? record : answer.outcome.payload, "\n"};
    auto written = output::write_all(STDOUT_FILENO, parts);
    if (!written) {
      output::print_error(std::move(written).error().wrap("failed to write the payload to standard output"));
      code_ = ExitCode::Internal;
      return Next::Stop;
    }
    return *written == output::Written::All ? Next::Continue : Next::Stop;
  }

  const InvokeRequest& request_;
  const InvokeOptions& options_;
  const Function function_;
  ExitCode code_ = ExitCode::Success;
  bool was_interrupted_ = false;
  asio::io_context loop_{1};
  StderrLog log_;
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

#include "cli/commands/serve_run.h"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/system/system_error.hpp>

#include "cli/commands/invoke_run.h"
#include "cli/commands/ready_file.h"
#include "cli/commands/serve_project.h"
#include "cli/output/init_error_fold.h"
#include "cli/output/messages.h"
#include "cli/output/route_table.h"
#include "cli/output/stderr_log.h"
#include "emulator/emulator.h"
#include "emulator/runtimes/this_machine.h"
#include "emulator/system/spawn.h"
#include "emulator/testing/recorder.h"

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace lambdalocal::commands {
namespace {

using output::Messages;
using output::StderrLog;

constexpr std::uint16_t kLambdaApiPort = 3001;
constexpr std::uint16_t kFurtherPorts = 3002;
// At the end: how long whoever reads stderr may take to take what is left of the log.
constexpr auto kServeLastLines = 500ms;

Messages::Level level_of(const ServeOptions& options) {
  if (options.verbose) return Messages::Level::Notes;
  return options.quiet ? Messages::Level::Errors : Messages::Level::Warnings;
}

system::OutputWriterOptions writer_options() {
  system::OutputWriterOptions writer;
  writer.dropped = [](std::uint64_t lines) {
    return fmt::format("lambdalocal: {} line{} of the log {} dropped, as stderr was not read\n", lines,
                       lines == 1 ? "" : "s", lines == 1 ? "was" : "were");
  };
  return writer;
}

StderrLog::Options log_options(const ServeOptions& options) {
  StderrLog::Options log;
  if (options.quiet) log.show = StderrLog::Show::Nothing;
  log.colour = output::colour_for(log.descriptor);
  return log;
}

EmulatorOptions emulator_options(const ServeOptions& options, Traffic* traffic) {
  EmulatorOptions emulator;
  emulator.traffic = traffic;
  emulator.machine = runtimes::this_machine();
  emulator.max_concurrency = options.max_concurrency;
  emulator.pool.idle_timeout = options.idle_timeout;
  emulator.pool.keep_warm = options.keep_warm;
  emulator.spares = static_cast<std::size_t>(options.spares);
  if (options.freeze) emulator.pool.freeze = environment::Freeze::BetweenInvocations;
  emulator.async_delay_scale = options.async_delay_scale;
  return emulator;
}

EmulatorListening listening_of(const ServeOptions& options) {
  EmulatorListening listening;
  listening.host = options.host;
  listening.allowed_hosts = options.allowed_hosts;
  listening.allowed_origins = options.allowed_origins;
  listening.tls_certificate = options.tls_certificate;
  listening.tls_key = options.tls_key;
  listening.lambda_api_port = options.port.value_or(kLambdaApiPort);
  listening.lambda_api_setting = "--port";
  listening.first_front_end_port = options.http_port == 0 ? 0 : kFurtherPorts;
  listening.region = options.region;
  listening.account_id = options.account_id;
  return listening;
}

// The only function that is served, as a file of cases beside it names it.
std::string recorded_function(const ServeOptions& options, const std::filesystem::path& here) {
  if (options.functions.size() != 1) return {};
  const std::string& name = options.functions.front();
  std::error_code error;
  if (!std::filesystem::exists(here / name, error)) return name;
  return std::filesystem::relative(here / name, (here / *options.record).parent_path(), error).string();
}

// Null where nothing is to be recorded.
Result<std::unique_ptr<testing::Recorder>> recorder_of(const ServeOptions& options, const std::filesystem::path& here,
                                                       asio::io_context& loop, Observer& observer) {
  if (!options.record) return std::unique_ptr<testing::Recorder>();
  const auto secrets = options.record_secrets ? expectation::Secrets::Written : expectation::Secrets::LeftOut;
  return testing::Recorder::create(loop.get_executor(), observer, *options.record, secrets,
                                   recorded_function(options, here));
}

// Messages, and a log that names its functions when there are several.
class ServeObserver : public Messages {
 public:
  ServeObserver(Messages::Level level, system::OutputWriter* writer, StderrLog& log)
      : Messages(level, writer), log_(log) {}

  // Is told of each project, once it is applied.
  std::function<void(const Project&)> when_applied;

  void applied(const Project& project) override {
    if (project.functions.size() > 1) log_.show_names();
    if (when_applied) when_applied(project);
  }

 private:
  StderrLog& log_;
};

class Serving {
 public:
  Serving(system::Warden& warden, const ServeOptions& options, const std::filesystem::path& here)
      : options_(options),
        here_(here),
        writer_(loop_.get_executor(), writer_options()),
        log_(log_options(options), writer_),
        messages_(level_of(options), &writer_, log_),
        folded_(log_),
        signals_(loop_),
        recorder_(recorder_of(options, here, loop_, messages_)),
        emulator_(loop_, warden, ::isatty(STDERR_FILENO) == 1 ? static_cast<logs::LogSink&>(folded_) : log_, messages_,
                  emulator_options(options, recorder_ ? recorder_->get() : nullptr)) {
    if (options.ready_file) ready_file_.emplace(*options.ready_file);
    if (!options.quiet) {
      messages_.when_applied = [this](const Project& project) {
        asio::post(loop_, [this, front_ends = project.front_ends] { tell_routes(front_ends); });
      };
    }
  }

  ExitCode run() {
    await_signals();
    if (auto started = start(); !started) {
      code_ = exit_code_of(started.error());
      messages_.error(std::move(started).error().wrap("failed to serve"));
    } else {
      emulator_.run();
    }
    emulator_.kill();
    ready_file_.reset();
    writer_.flush_for(kServeLastLines);
    return code_;
  }

 private:
  Result<void> start() {
    const auto since = system::FileTime::now();
    if (!recorder_) return recorder_.error();
    TRY(project, read_served_project(options_, here_));
    TRY_VOID(emulator_.listen(listening_of(options_)));
    TRY_VOID(emulator_.apply(std::move(project), since));
    if (emulator_.reaches_out()) {
      messages_.warning(fmt::format("who reaches {} over the network can run these functions", options_.host));
    }
    if (ready_file_) TRY_VOID(ready_file_->write(emulator_.lambda_api_url(), emulator_.front_end_urls()));
    asio::post(loop_, [this] {
      emulator_.prepare_ahead();
      if (options_.watch) emulator_.watch([this] { return read_served_project(options_, here_); });
    });
    return {};
  }

  // Those that changed; by then each front end listens.
  void tell_routes(const std::map<std::string, gateway::FrontEndConfiguration>& front_ends) {
    auto table = output::route_table(front_ends, emulator_.front_end_urls(), output::colour_for(STDERR_FILENO));
    if (table == routes_) return;
    routes_ = std::move(table);
    for (const std::string& line : routes_) messages_.say(line);
  }

  void await_signals() {
    for (const int signal : ending_signals()) signals_.add(signal);
    signals_.async_wait([this](const boost::system::error_code& error, int number) {
      if (!error) end(number);
    });
  }

  // The first signal drains, the second one ends it at once.
  void end(int number) {
    if (std::exchange(draining_, true)) {
      code_ = static_cast<ExitCode>(128 + number);
      tell_what_is_left();
      loop_.stop();
      return;
    }
    await_signals();
    system::spawn(loop_.get_executor(), drain_and_stop());
  }

  asio::awaitable<void> drain_and_stop() {
    co_await emulator_.drain(options_.drain_timeout);
    if (*recorder_) co_await (*recorder_)->finish();
    tell_what_is_left();
    loop_.stop();
  }

  void tell_what_is_left() const {
    for (const std::string& event : emulator_.left()) messages_.insist(event);
  }

  const ServeOptions& options_;
  const std::filesystem::path here_;
  ExitCode code_ = ExitCode::Success;
  bool draining_ = false;
  std::vector<std::string> routes_;  // as they were told
  asio::io_context loop_{1};
  system::OutputWriter writer_;
  StderrLog log_;
  ServeObserver messages_;
  output::InitErrorFold folded_;
  asio::signal_set signals_;
  const Result<std::unique_ptr<testing::Recorder>> recorder_;
  Emulator emulator_;
  std::optional<ReadyFile> ready_file_;
};

}  // namespace

ExitCode run_serve(system::Warden& warden, const ServeOptions& options, const std::filesystem::path& here) {
  std::unique_ptr<Serving> serving;
  try {
    serving = std::make_unique<Serving>(warden, options, here);
  } catch (const boost::system::system_error& failed) {  // the loop and its signals need a few descriptors
    output::print_error({ErrorKind::System, "failed to start the event loop: " + failed.code().message()});
    return ExitCode::Internal;
  }
  const ExitCode code = serving->run();
  // Coroutines that wait keep alive what they wait for, and would end in no order. The process ends next: it leaves them as
  // they stand.
  [[maybe_unused]] static const Serving* const left = serving.release();
  return code;
}

}  // namespace lambdalocal::commands

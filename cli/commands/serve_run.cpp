#include "cli/commands/serve_run.h"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/system/system_error.hpp>

#include "cli/commands/invoke_run.h"
#include "cli/commands/ready_file.h"
#include "cli/commands/serve_front_ends.h"
#include "cli/commands/serve_functions.h"
#include "cli/output/init_error_fold.h"
#include "cli/output/messages.h"
#include "cli/output/stderr_log.h"
#include "emulator/drain.h"
#include "emulator/functions/registry.h"
#include "emulator/invocation/asynchronous.h"
#include "emulator/lambda_api/server.h"
#include "emulator/system/files/watcher.h"
#include "emulator/system/loop.h"
#include "emulator/system/spawn.h"
#include "emulator/system/workers.h"

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace lambdalocal::commands {
namespace {

using output::Messages;
using output::StderrLog;

constexpr std::uint16_t kLambdaApiPort = 3001;
constexpr std::size_t kWorkers = 2;
// At the end: how long whoever reads stderr may take to take what is left of the log.
constexpr auto kLastLines = 500ms;

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

class Serving {
 public:
  Serving(system::Warden& warden, const ServeOptions& options, const std::filesystem::path& here)
      : options_(options),
        writer_(loop_.get_executor(), writer_options()),
        messages_(level_of(options), &writer_),
        log_(log_options(options), writer_),
        folded_(log_),
        signals_(loop_),
        workers_(loop_.get_executor(), kWorkers),
        account_(options.max_concurrency),
        project_({loop_.get_executor(), warden, account_, randomness_, workers_}),
        functions_(options, here, project_, log_,
                   ::isatty(STDERR_FILENO) == 1 ? static_cast<logs::LogSink&>(folded_) : log_, messages_),
        events_(std::make_shared<lambda_api::EventQueue>(project_, event_options())),
        front_ends_(options, project_, workers_, [this](std::string_view text) { say(text); }) {
    if (options.ready_file) ready_file_.emplace(*options.ready_file);
  }

  ExitCode run() {
    await_signals();
    if (auto started = start(); !started) {
      code_ = exit_code_of(started.error());
      messages_.error(std::move(started).error().wrap("failed to serve"));
    } else {
      run_event_loop(loop_, [this] { return account_.in_use(); });
    }
    project_.kill();
    ready_file_.reset();
    writer_.flush_for(kLastLines);
    return code_;
  }

 private:
  lambda_api::EventQueueOptions event_options() {
    lambda_api::EventQueueOptions events;
    events.delay_scale = options_.async_delay_scale;
    events.failed = [this](std::string_view text) { say(text); };
    return events;
  }

  Result<void> start() {
    TRY(front_ends, functions_.add_all());
    TRY(listening, Listening::create(options_));
    listening_ = std::move(listening);
    TRY_VOID(listen());
    TRY_VOID(front_ends_.listen(*listening_, front_ends, urls_));
    functions_.configure_front_ends = [this](const gateway::FrontEnds& changed) {
      return front_ends_.configure(changed);
    };
    announce();
    if (ready_file_) TRY_VOID(ready_file_->write(urls_));
    asio::post(loop_, [this] {
      functions_.prepare_ahead();
      watch();
    });
    return {};
  }

  Result<void> listen() {
    lambda_api::ServerOptions options;
    const std::uint16_t port = options_.port.value_or(kLambdaApiPort);
    options.http = listening_->on(port);
    options.access = listening_->access();
    if (options_.region) options.region = *options_.region;
    if (options_.account_id) options.account_id = *options_.account_id;
    auto lambda_api = lambda_api::Server::listen(project_, *events_, std::move(options));
    if (!lambda_api) return listening_->with_advice(std::move(lambda_api).error(), "--port", port);
    lambda_api_ = std::move(*lambda_api);
    urls_.lambda_api = listening_->url(lambda_api_->port());
    return {};
  }

  void announce() {
    say("Lambda API on " + urls_.lambda_api);
    say("HTTP API on " + urls_.http);
    if (!urls_.rest.empty()) say("REST API on " + urls_.rest);
    if (!urls_.alb.empty()) say("ALB on " + urls_.alb);
    for (const auto& [function, url] : urls_.function_urls) say(fmt::format("Function URL of {} on {}", function, url));
    if (!listening_->reaches_out()) return;
    messages_.warning(fmt::format("who reaches {} over the network can run these functions", options_.host));
  }

  void say(std::string_view text) { messages_.say(text); }

  void watch() {
    if (!options_.watch) return;
    system::FileWatcherOptions watching;
    watching.warn = [this](const std::string& text) { messages_.warning(text); };
    auto watcher = system::FileWatcher::create(loop_.get_executor(), watching);
    if (!watcher) return messages_.error(std::move(watcher).error().wrap("failed to watch files for changes"));
    watcher_ = std::move(*watcher);
    functions_.watch(watcher_);
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
    watcher_.reset();
    auto doors = front_ends_.doors();
    doors.push_back(&lambda_api_->http());
    Draining draining{std::move(doors), *events_, project_, options_.drain_timeout};
    co_await drain(std::move(draining));
    tell_what_is_left();
    loop_.stop();
  }

  void tell_what_is_left() const {
    for (const std::string& event : events_->left()) messages_.insist(event);
  }

  const ServeOptions& options_;
  ExitCode code_ = ExitCode::Success;
  bool draining_ = false;
  asio::io_context loop_{1};
  system::OutputWriter writer_;
  const Messages messages_;
  StderrLog log_;
  output::InitErrorFold folded_;
  asio::signal_set signals_;
  system::Workers workers_;
  system::Randomness randomness_;
  environment::ConcurrencyLimit account_;
  Project project_;
  ServeFunctions functions_;
  std::shared_ptr<lambda_api::EventQueue> events_;
  std::optional<Listening> listening_;
  ServeFrontEnds front_ends_;
  std::unique_ptr<lambda_api::Server> lambda_api_;
  std::shared_ptr<system::FileWatcher> watcher_;
  ServedUrls urls_;
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

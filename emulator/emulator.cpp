#include "emulator/emulator.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/invocation/identifiers.h"
#include "emulator/drain.h"
#include "emulator/functions/prepare.h"
#include "emulator/system/loop.h"
#include "emulator/system/spawn.h"

namespace asio = boost::asio;

namespace lambdalocal {
namespace {

// More functions than these are made ready when they are called: a project has hundreds, a developer calls a few.
constexpr std::size_t kPreparedAhead = 16;

constexpr const char* kLambdaEndpoint = "AWS_ENDPOINT_URL_LAMBDA";

}  // namespace

Emulator::Emulator(asio::io_context& loop, system::Warden& warden, logs::LogSink& log, Observer& observer,
                   EmulatorOptions options)
    : loop_(loop),
      options_(std::move(options)),
      observer_(observer),
      workers_(loop_.get_executor(), options_.worker_threads),
      account_(options_.max_concurrency),
      builder_(options_.builder),
      registry_(resources(warden, log)),
      connect_hint_(observer),
      invoker_(loop_.get_executor(), randomness_,
               [this](const Function& function, const InvocationOutcome& outcome) {
                 connect_hint_.ended(function, outcome);
               }),
      events_(std::make_shared<EventQueue>(registry_, invoker_, queue_options())) {}

Emulator::~Emulator() = default;

RegistryResources Emulator::resources(system::Warden& warden, logs::LogSink& log) {
  RegistryResources resources{loop_.get_executor(), warden, account_, randomness_, workers_, log, observer_, {}};
  resources.prepare = [this](const ProjectFunction& wanted, Notices& notices) {
    return lambdalocal::prepare(wanted, options_.machine, notices);
  };
  resources.pool = options_.pool;
  resources.spares = std::make_shared<environment::Spares>(options_.spares);
  resources.descriptors = descriptors_;
  resources.files_changed = [this] {
    if (is_outdated_) read_again();
  };
  resources.build = [this, &warden](ProjectFunction function) { return builder(warden).build(std::move(function)); };
  resources.settle_configuration = [this] { return settle_configuration(); };
  return resources;
}

// Made when it is needed: it has a thread.
building::Builder& Emulator::builder(system::Warden& warden) {
  if (!builder_) {
    builder_ = std::make_shared<building::Builder>(loop_.get_executor(), warden, observer_, options_.machine);
  }
  return *builder_;
}

EventQueueOptions Emulator::queue_options() {
  EventQueueOptions queue;
  queue.delay_scale = options_.async_delay_scale;
  queue.failed = [this](std::string_view text) { observer_.say(text); };
  return queue;
}

Result<void> Emulator::apply(Project project, system::FileTime since) {
  for (const std::string& note : project.notes) observer_.note(note);
  for (const std::string& warning : project.warnings) observer_.warning(warning);
  for (const Refusal& refusal : project.refusals) observer_.warning(refusal.what);
  apply_functions(project, since);
  sources_ = project.sources;
  read_at_ = since;
  if (source_files_) source_files_->watch(sources_, since);
  observer_.applied(project);
  if (front_ends_) TRY_VOID(front_ends_->apply(project.front_ends));
  return {};
}

void Emulator::apply_functions(const Project& project, system::FileTime since) {
  for (const auto& [name, function] : project.functions) {
    ProjectFunction wanted = function;
    if (wanted.local.connect && lambda_api_) wanted.settings.environment.emplace(kLambdaEndpoint, lambda_api_url());
    registry_.put(std::move(wanted), since);
  }
  std::vector<std::string> vanished;
  for (const auto& [name, known] : registry_.functions()) {
    if (!project.functions.contains(name)) vanished.push_back(name);
  }
  for (const std::string& name : vanished) remove(name);
}

// What runs may run as long as it could on Lambda.
void Emulator::remove(const std::string& name) {
  observer_.warning(fmt::format("{} is no longer configured: it is not served any more", name));
  const auto removed = registry_.remove(name);
  const auto deadline = std::chrono::steady_clock::now() + removed->configuration().timeout;
  system::spawn(loop_.get_executor(), removed->shut_down(deadline));
}

Result<void> Emulator::listen(EmulatorListening options) {
  options.out_of_descriptors = [descriptors = descriptors_] { descriptors->end_oldest_idle(); };
  TRY(listening, gateway::Listening::create(options));
  listening_ = std::move(listening);
  lambda_api::ServerOptions api;
  api.http = listening_->on(options.lambda_api_port);
  api.access = listening_->access();
  if (options.region) api.region = *options.region;
  if (options.account_id) api.account_id = *options.account_id;
  api.traffic = options_.traffic;
  auto server = lambda_api::Server::listen(registry_, invoker_, *events_, std::move(api));
  if (!server) {
    return listening_->with_advice(std::move(server).error(), options.lambda_api_setting, options.lambda_api_port);
  }
  lambda_api_ = *std::move(server);
  observer_.say("Lambda API on " + lambda_api_url());
  front_ends_.emplace(
      gateway::FrontEndResources{registry_, invoker_, workers_, *listening_, observer_, options_.traffic},
      options.first_front_end_port);
  return {};
}

void Emulator::watch(std::function<Result<Project>()> read) {
  system::FileWatcherOptions watching;
  watching.warn = [this](const std::string& text) { observer_.warning(text); };
  auto watcher = system::FileWatcher::create(loop_.get_executor(), watching);
  if (!watcher) return observer_.error(std::move(watcher).error().wrap("failed to watch files for changes"));
  watcher_ = *std::move(watcher);
  read_ = std::move(read);
  source_files_ = std::make_unique<FunctionFiles>(watcher_, [this](const std::filesystem::path&) { read_again(); });
  source_files_->watch(sources_, read_at_);
  registry_.watch(watcher_, read_at_);
}

void Emulator::read_again() {
  if (reads_due_++ != reads_done_) return;  // one is under way, and another one follows
  system::spawn(loop_.get_executor(), read_until_current());
}

asio::awaitable<void> Emulator::read_until_current() {
  while (reads_done_ != reads_due_) {
    const auto due = reads_due_;
    const auto since = system::FileTime::now();
    auto project = co_await workers_.run(read_);
    is_outdated_ = !project;
    if (!project) {
      observer_.error({project.error().kind, project.error().message + "\nthe configuration from before goes on"});
    } else if (auto applied = apply(*std::move(project), since); !applied) {
      observer_.error(applied.error());
    }
    reads_done_ = due;
    was_read_.notify();
  }
}

// What had changed before is read; what changes meanwhile is for later.
asio::awaitable<void> Emulator::settle_configuration() {
  if (source_files_) co_await source_files_->settle();
  const auto due = reads_due_;
  while (reads_done_ < due) co_await was_read_.wait();
}

void Emulator::prepare_ahead() {
  if (registry_.functions().size() > kPreparedAhead && options_.pool.keep_warm == 0) return;
  for (const auto& [name, function] : registry_.functions()) {
    system::spawn(loop_.get_executor(), RegisteredFunction::prepare_ahead(function));
  }
}

asio::awaitable<void> Emulator::until_later_starts_are_prepared() { return workers_.until_started_work_has_ended(); }

asio::awaitable<Result<std::shared_ptr<const FunctionVersion>>> Emulator::prepare(std::string function) {
  const auto found = registry_.find(function);
  if (!found) co_return Error{ErrorKind::Usage, "there is no function " + function};
  CO_TRY_VOID(co_await found->prepare());
  co_return found->latest();
}

asio::awaitable<InvocationResult> Emulator::invoke(std::string function, InvokeRequest request) {
  auto found = registry_.find(function);
  if (!found) co_return Error{ErrorKind::Usage, "there is no function " + function};
  co_return co_await invoker_.invoke(std::move(found), std::move(request));
}

asio::awaitable<void> Emulator::end_idle_environments() {
  for (const auto& [name, function] : registry_.functions()) {
    const auto latest = function->latest();
    if (latest) co_await latest->pool->end_idle();
  }
}

bool Emulator::has_extensions() const {
  return std::ranges::any_of(registry_.functions(), [](const auto& function) {
    const auto latest = function.second->latest();
    return latest && latest->pool->has_extensions();
  });
}

std::string Emulator::new_request_id() { return uuid_v4(randomness_.bytes<16>()); }

void Emulator::run() {
  run_event_loop(loop_, [this] { return account_.in_use(); });
}

std::string Emulator::lambda_api_url() const { return listening_->url(lambda_api_->port()); }

std::map<std::string, gateway::FrontEndUrl> Emulator::front_end_urls() const {
  return front_ends_ ? front_ends_->urls() : std::map<std::string, gateway::FrontEndUrl>();
}

void Emulator::kill() {
  registry_.kill();
  if (builder_) builder_->kill();
}

asio::awaitable<void> Emulator::drain(std::chrono::milliseconds limit) {
  source_files_.reset();
  watcher_.reset();
  if (builder_) builder_->stop();
  std::vector<system::HttpServer*> doors;
  if (front_ends_) doors = front_ends_->doors();
  if (lambda_api_) doors.push_back(&lambda_api_->http());
  Draining draining{std::move(doors), *events_, registry_, limit};
  co_await lambdalocal::drain(std::move(draining));
}

}  // namespace lambdalocal

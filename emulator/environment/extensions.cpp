// External extensions: executables of the layers' extensions/, processes of the environment beside its runtime. All of them have
// registered before the runtime starts; one that ends, or reports an error, fails the init or the invocation. A shutdown goes,
// within the time that Lambda gives: SIGTERM to the runtime, which has three tenths of it; then the SHUTDOWN event to those
// who subscribed to it, and the end of those who did not; what is left at the end of the time is killed.
// Source: docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <csignal>
#include <system_error>
#include <utility>

#include "core/extensions_api/contract.h"
#include "core/function/environment_variables.h"
#include "core/invocation/function_error.h"
#include "emulator/environment/execution_environment.h"
#include "emulator/system/spawn.h"

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace lambdalocal::environment {
namespace {

// As Go words it, in which the platform is written.
std::string cannot_launch(const std::string& name, const system::ExitReport& report) {
  std::string reason = std::generic_category().message(report.code);
  if (!reason.empty()) reason[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(reason[0])));
  return fmt::format("fork/exec /opt/extensions/{}: {}", name, reason);
}

std::string end_of(const system::ExitReport& report) {
  const bool by_itself = report.kind == system::ExitReport::Kind::Exited && report.code == 0;
  return by_itself ? "exit code 0" : report.text();
}

}  // namespace

void ExecutionEnvironment::extensions_changed() {
  if (const auto error = extensions_->reported_error()) extension_failed(*error, "");
  changed_.notify();
}

// The first failure is the one that is told; how the process ended is added to it.
void ExecutionEnvironment::extension_failed(std::string_view error_type, std::string detail) {
  if (telling_shutdown_) return;
  if (!extension_failure_) extension_failure_ = ExtensionFailure{error_type, ""};
  if (extension_failure_->detail.empty()) extension_failure_->detail = std::move(detail);
}

asio::awaitable<Result<void>> ExecutionEnvironment::start_extensions(Time deadline) {
  begin_processes();
  const auto executables = started_from().extensions;
  for (std::size_t number = 0; number < executables.size() && !extension_failure_; ++number) {
    if (closing_) co_return Error{ErrorKind::System, "the execution environment is being shut down"};
    if (number == limits::kExtensions) {
      extensions_->launch_failed(executables[number].filename().string(), extensions_api::kTooMany);
      extension_failed(extensions_api::kLaunchError, "ErrTooManyExtensions");
      break;
    }
    CO_TRY_VOID(start_extension(executables[number]));
  }
  while (!extensions_->are_registered() && !has_failed() && arm_timer(deadline)) co_await changed_.wait();
  co_return Result<void>();
}

Result<void> ExecutionEnvironment::start_extension(const std::filesystem::path& executable) {
  system::ProcessOptions options;
  options.executable = executable;
  options.arguments = {executable};
  options.environment = environment_of_extensions();
  options.working_directory = "/";
  TRY(process, processes_.start(std::move(options), LogSource::Extension, std::nullopt));
  external_.push_back({executable.filename(), process, std::nullopt});
  system::spawn(parts_.executor, watch_extension(weak_from_this(), process));
  return {};
}

std::vector<std::string> ExecutionEnvironment::environment_of_extensions() const {
  const auto variables = environment_variables(started_from().function, runtime_environment());
  return environment_strings(extension_environment_variables(variables));
}

asio::awaitable<void> ExecutionEnvironment::watch_extension(std::weak_ptr<ExecutionEnvironment> weak,
                                                            std::shared_ptr<system::Process> process) {
  const system::ExitReport report = co_await process->exited();
  if (const auto self = weak.lock()) self->extension_exited(process, report);
}

void ExecutionEnvironment::extension_exited(const std::shared_ptr<system::Process>& process,
                                            const system::ExitReport& report) {
  const auto found =
      std::ranges::find_if(external_, [&process](const ExternalExtension& one) { return one.process == process; });
  if (found == external_.end()) return;
  found->exit = report;
  if (report.kind == system::ExitReport::Kind::NotStarted) {
    extensions_->launch_failed(
        found->name, report.code == EACCES ? extensions_api::kPermissionDenied : extensions_api::kUnknownError);
    extension_failed(extensions_api::kLaunchError, cannot_launch(found->name, report));
  } else {
    extension_failed(extensions_api::kCrash, end_of(report));
  }
  changed_.notify();
}

// At the end of every init, also of one that has failed.
void ExecutionEnvironment::log_extensions() {
  if (extensions_->empty()) return;
  processes_.drain_output();
  for (const auto& extension : extensions_->extensions()) {
    using enum extensions_api::State;
    const bool has_failed =
        extension->state == LaunchError || extension->state == InitError || extension->state == ExitError;
    platform_log_.extension({extension->name, extensions_api::state_name(extension->state), extension->events.names(),
                             extension->error_type, has_failed});
  }
}

InvocationOutcome ExecutionEnvironment::extension_failure(const std::string& request_id) const {
  InvocationOutcome outcome;
  outcome.status = InvocationStatus::Crash;
  outcome.error_type = extension_failure_->error_type;
  const std::string& detail = extension_failure_->detail;
  outcome.payload = platform_error(outcome.error_type, request_id, detail.empty() ? outcome.error_type : detail);
  outcome.content_type = "application/json";
  return outcome;
}

// Whether one that was told of the shutdown is still there.
bool ExecutionEnvironment::awaits_extensions() const {
  return std::ranges::any_of(external_, [this](const ExternalExtension& one) {
    const auto extension = extensions_->find(one.name);
    return !one.exit && extension && extension->events.shutdown;
  });
}

asio::awaitable<void> ExecutionEnvironment::tell_shutdown(ShutdownReason reason, Time deadline) {
  telling_shutdown_ = true;
  processes_.thaw();
  const auto budget =
      external_.empty() ? limits::kShutdownWithInternalExtensions : limits::kShutdownWithExternalExtensions;
  const Time begun = now();
  const Time end = std::min(deadline, begun + budget);
  const Time end_of_runtime = begun + (end - begun) * 3 / 10;
  if (runtime_ && !exit_) runtime_->signal(SIGTERM);
  while (runtime_ && !exit_ && arm_timer(end_of_runtime)) co_await changed_.wait();
  if (runtime_) runtime_->kill();
  telemetry_->flush();
  extensions_->offer_shutdown(reason, std::chrono::system_clock::now() +
                                          std::chrono::duration_cast<std::chrono::system_clock::duration>(end - now()));
  for (const ExternalExtension& one : external_) {
    const auto extension = extensions_->find(one.name);
    if (!extension || !extension->events.shutdown) one.process->kill();
  }
  while (awaits_extensions() && arm_timer(end)) co_await changed_.wait();
  telling_shutdown_ = false;
}

}  // namespace lambdalocal::environment

#include "emulator/environment/sandbox.h"

#include <sys/syscall.h>
#include <unistd.h>

#include "emulator/sandbox/init.h"

namespace asio = boost::asio;

namespace lambdalocal::environment {

asio::awaitable<Result<std::shared_ptr<Sandbox>>> Sandbox::make(asio::any_io_executor executor, system::Warden& warden,
                                                                std::shared_ptr<const sandbox::View> view,
                                                                system::ProcessLimits limits) {
  system::ProcessOptions options;
  options.working_directory = "/";
  options.sandbox.plan = view->plan();
  options.limits = std::move(limits);
  CO_TRY(process, system::Process::spawn(executor, warden, options));
  const pid_t first = co_await process.started();
  if (first == 0) {
    const system::ExitReport report = co_await process.exited();
    co_return Error{ErrorKind::System, report.text()};
  }
  system::Fd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, first, 0)));
  if (!pidfd) co_return system::errno_error("open a process");
  co_return std::shared_ptr<Sandbox>(new Sandbox(std::move(view), std::move(process), std::move(pidfd)));
}

void Sandbox::kill_processes() { first_.signal(sandbox::kKillOthers); }

void Sandbox::put_into(system::ProcessOptions& options) const {
  options.sandbox.init = pidfd_.get();
  options.executable = view_->inside(std::move(options.executable));
  options.working_directory = view_->inside(std::move(options.working_directory));
  for (std::string& argument : options.arguments) argument = view_->inside(std::move(argument));
  for (std::string& variable : options.environment) variable = view_->inside(std::move(variable));
}

}  // namespace lambdalocal::environment

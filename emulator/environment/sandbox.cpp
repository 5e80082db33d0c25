#include "emulator/environment/sandbox.h"

#include <fmt/format.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdlib>
#include <string_view>

#include "emulator/sandbox/init.h"
#include "emulator/system/files/text_file.h"

namespace asio = boost::asio;

namespace lambdalocal::environment {
namespace {

constexpr std::chrono::milliseconds kLookAgain{1};

// Whether a signal was sent to the process and has not come yet (proc_pid_status(5)).
bool has_pending(pid_t process, int signal) {
  const auto status = system::read_text_file(fmt::format("/proc/{}/status", process));
  if (!status) return false;  // it is no more
  constexpr std::string_view kName = "\nShdPnd:\t";
  const auto at = status->find(kName);
  if (at == std::string::npos) return false;
  const std::uint64_t pending = std::strtoull(status->c_str() + at + kName.size(), nullptr, 16);
  return (pending >> (signal - 1) & 1) != 0;
}

}  // namespace

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

void Sandbox::kill_processes() {
  for (const int number : {sandbox::kKillOthers, sandbox::kAreKilled}) {
    ::syscall(SYS_pidfd_send_signal, pidfd_.get(), number, nullptr, 0);
  }
}

asio::awaitable<void> Sandbox::are_killed(asio::any_io_executor executor,
                                          std::chrono::steady_clock::time_point deadline) const {
  asio::steady_timer timer(executor);
  while (has_pending(first_.pid(), sandbox::kAreKilled) && std::chrono::steady_clock::now() < deadline) {
    timer.expires_after(kLookAgain);
    boost::system::error_code ignored;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

void Sandbox::put_into(system::ProcessOptions& options) const {
  options.sandbox.init = pidfd_.get();
  options.executable = view_->inside(std::move(options.executable));
  options.working_directory = view_->inside(std::move(options.working_directory));
  for (std::string& argument : options.arguments) argument = view_->inside(std::move(argument));
  for (std::string& variable : options.environment) variable = view_->inside(std::move(variable));
}

}  // namespace lambdalocal::environment

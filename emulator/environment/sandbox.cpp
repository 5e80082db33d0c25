#include "emulator/environment/sandbox.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/sandbox/init.h"
#include "emulator/system/files/text_file.h"
#include "emulator/system/processes/warden_protocol.h"

namespace asio = boost::asio;

namespace lambdalocal::environment {
namespace {

constexpr int kSocketRequests = 3, kBacklog = 4096;
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
                                                                system::ProcessLimits limits, Network network) {
  system::ProcessOptions options;
  options.working_directory = "/";
  options.sandbox.plan = view->plan();
  options.limits = std::move(limits);
  options.sandbox.own_network = network == Network::None;
  system::Fd requests, theirs;
  if (options.sandbox.own_network) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
      co_return system::errno_error("open a socket pair");
    requests = system::Fd(ends[0]);
    theirs = system::Fd(ends[1]);
    options.extra_fds.emplace_back(theirs.get(), kSocketRequests);
  }
  CO_TRY(process, system::Process::spawn(executor, warden, options));
  theirs.reset();
  const pid_t first = co_await process.started();
  if (first == 0) {
    const system::ExitReport report = co_await process.exited();
    co_return Error{ErrorKind::System, report.text()};
  }
  system::Fd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, first, 0)));
  if (!pidfd) co_return system::errno_error("open a process");
  std::shared_ptr<Sandbox> made(new Sandbox(std::move(view), std::move(process), std::move(pidfd)));
  if (requests) {
    made->own_network_ = true;
    made->socket_requests_.emplace(executor, requests.release());
  }
  co_return made;
}

// Answers come in the order of the requests, and one is as good as another.
asio::awaitable<Result<system::Fd>> Sandbox::socket(std::shared_ptr<Sandbox> sandbox) {
  const char request = 's';
  auto& requests = *sandbox->socket_requests_;
  if (::send(requests.native_handle(), &request, 1, MSG_NOSIGNAL | MSG_DONTWAIT) != 1)
    co_return system::errno_error("ask for a socket of the sandbox");
  for (;;) {
    std::vector<system::Fd> received;
    if (system::receive_descriptors(requests.native_handle(), received) && received.size() == 1)
      co_return std::move(received.front());
    if (errno != EAGAIN && errno != EINTR)
      co_return Error{ErrorKind::System, "get a socket of the sandbox: it has ended"};
    boost::system::error_code problem;
    co_await requests.async_wait(asio::posix::descriptor_base::wait_read,
                                 asio::redirect_error(asio::use_awaitable, problem));
    if (problem) co_return Error{ErrorKind::System, "get a socket of the sandbox: " + problem.message()};
  }
}

asio::awaitable<Result<system::Fd>> Sandbox::listening_socket(std::shared_ptr<Sandbox> sandbox, std::uint16_t port) {
  CO_TRY(listening, co_await socket(std::move(sandbox)));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const int yes = 1;
  ::setsockopt(listening.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (::bind(listening.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listening.get(), kBacklog) != 0)
    co_return system::errno_error("listen inside of the sandbox");
  co_return std::move(listening);
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
  options.sandbox.own_network = own_network_;
  options.executable = view_->inside(std::move(options.executable));
  options.working_directory = view_->inside(std::move(options.working_directory));
  for (std::string& argument : options.arguments) argument = view_->inside(std::move(argument));
  for (std::string& variable : options.environment) variable = view_->inside(std::move(variable));
}

}  // namespace lambdalocal::environment

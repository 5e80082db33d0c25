#include "emulator/system/processes/process.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <memory>
#include <optional>
#include <system_error>

#include "emulator/system/processes/process_memory.h"
#include "emulator/system/processes/process_tree.h"

namespace lambdalocal::system {
namespace asio = boost::asio;

// Shared with the coroutines that wait, so that a Process may be destroyed under them.
struct Process::State {
  State(const asio::any_io_executor& executor, Fd socket) : control(executor, socket.release()) {}

  // Takes in what the supervisor has sent. Its end of file is an answer too: the supervisor has ended, or was killed,
  // and took the process with it.
  void take_messages() {
    while (control.is_open() && !is_gone) {
      SupervisorMessage message;
      const ssize_t size = ::recv(control.native_handle(), &message, sizeof message, MSG_DONTWAIT);
      if (size < 0 && errno == EINTR) continue;
      if (size < 0 && errno == EAGAIN) return;
      if (size != static_cast<ssize_t>(sizeof message)) {
        set_lost();
        return;
      }
      take(message);
    }
  }

  void take(const SupervisorMessage& message) {
    using Kind = SupervisorMessage::Kind;
    has_exited = has_exited || message.kind == Kind::NotStarted || message.kind == Kind::Exited;
    switch (message.kind) {
      case Kind::Started:
        pid = message.value;
        supervisor = message.supervisor;
        break;
      case Kind::NotStarted: report = ExitReport{ExitReport::Kind::NotStarted, message.value, message.step}; break;
      case Kind::Exited:
        if (WIFSIGNALED(message.value)) {
          report = ExitReport{ExitReport::Kind::Signaled, WTERMSIG(message.value)};
        } else {
          report = ExitReport{ExitReport::Kind::Exited, WEXITSTATUS(message.value)};
        }
        report.max_rss_kb = message.max_rss_kb;
        report.out_of_memory = message.out_of_memory != 0;
        break;
      case Kind::Gone: is_gone = true; break;
    }
  }

  void set_lost() {
    is_gone = true;
    if (has_exited) return;
    has_exited = true;
    report = pid == 0 ? ExitReport{ExitReport::Kind::NotStarted, ESRCH, StartStep::Fork}
                      : ExitReport{ExitReport::Kind::Signaled, SIGKILL};
  }

  void send(const SupervisorCommand& command) {
    if (control.is_open()) ::send(control.native_handle(), &command, sizeof command, MSG_NOSIGNAL | MSG_DONTWAIT);
  }

  // The supervisor takes the closed socket for a Kill.
  void close() {
    const bool was_there = !is_gone;
    control.close();
    set_lost();
    if (was_there && supervisor > 0) ::kill(supervisor, SIGCONT);
  }

  // A function may have stopped its supervisor. While the socket is open the supervisor is there, and the id is its own.
  void wake_supervisor() const {
    if (supervisor > 0 && control.is_open() && !is_gone) ::kill(supervisor, SIGCONT);
  }

  // One that is stopped again and again cannot do its work: without it all is left to the warden, which kills what has
  // lost its supervisor.
  void give_up_supervisor() const {
    if (supervisor > 0 && control.is_open() && !is_gone && is_stopped(supervisor)) ::kill(supervisor, SIGKILL);
  }

  asio::posix::stream_descriptor control;
  pid_t pid = 0;
  pid_t supervisor = 0;
  bool has_exited = false;
  ExitReport report;  // once it has exited
  bool is_gone = false;
  std::unique_ptr<ProcessMemory> memory;
  std::optional<clockid_t> clock;  // of the processor time
};

namespace {

// While the end of all is waited for: how often a supervisor that does not answer is looked at, and from when on one that
// is stopped in spite of that is given up.
constexpr auto kLookAgain = std::chrono::milliseconds(50);
constexpr auto kPatience = std::chrono::milliseconds(300);

// Resumes when a message has come, or when the descriptor was cancelled or closed: callers look again.
template <typename State>
asio::awaitable<void> wait_for_message(const std::shared_ptr<State>& state) {
  boost::system::error_code ignored;
  co_await state->control.async_wait(asio::posix::descriptor_base::wait_read,
                                     asio::redirect_error(asio::use_awaitable, ignored));
}

template <typename State>
asio::awaitable<pid_t> wait_for_start(std::shared_ptr<State> state) {
  for (state->take_messages(); state->pid == 0 && !state->has_exited; state->take_messages()) {
    co_await wait_for_message(state);
  }
  co_return state->pid;
}

template <typename State>
asio::awaitable<ExitReport> wait_for_exit(std::shared_ptr<State> state) {
  for (state->take_messages(); !state->has_exited; state->take_messages()) co_await wait_for_message(state);
  co_return state->report;
}

template <typename State>
asio::awaitable<bool> wait_until_gone(std::shared_ptr<State> state, std::chrono::milliseconds limit) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now(), end = begin + limit;
  asio::steady_timer timer(co_await asio::this_coro::executor);
  for (state->take_messages(); !state->is_gone && Clock::now() < end; state->take_messages()) {
    timer.expires_at(std::min<Clock::time_point>(end, Clock::now() + kLookAgain));
    timer.async_wait([state](const boost::system::error_code& error) {
      if (!error && state->control.is_open()) state->control.cancel();
    });
    co_await wait_for_message(state);
    timer.cancel();
    state->wake_supervisor();
    if (Clock::now() - begin >= kPatience) state->give_up_supervisor();
  }
  co_return state->is_gone;
}

}  // namespace

std::string ExitReport::text() const {
  if (kind == Kind::Exited) return fmt::format("exit status {}", code);
  if (kind == Kind::Signaled) {
    const char* name = ::sigdescr_np(code);
    std::string text = name != nullptr ? name : fmt::format("signal {}", code);
    for (char& letter : text) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    return "signal: " + text;
  }
  const std::string why = std::generic_category().message(code);
  switch (step) {
    case StartStep::Fork: return "start a process: " + why;
    case StartStep::Descriptors: return "hand over descriptors: " + why;
    case StartStep::Sandbox: return "make or enter its sandbox: " + why;
    case StartStep::WorkingDirectory: return "enter the working directory: " + why;
    case StartStep::Execute: break;
  }
  return "execute: " + why;
}

bool ExitReport::is_machine_s_fault() const {
  if (kind != Kind::NotStarted) return false;
  const bool exhausted = code == EAGAIN || code == ENOMEM || code == EMFILE || code == ENFILE;
  return exhausted || step == StartStep::Fork || step == StartStep::Descriptors || step == StartStep::Sandbox;
}

Result<Process> Process::spawn(const asio::any_io_executor& executor, Warden& warden, const ProcessOptions& options) {
  TRY(request, write_request(options));
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return errno_error("open a socket pair");
  Fd ours(ends[0]);
  const Fd theirs(ends[1]);
  const int output = options.sandbox.plan ? request.get() : options.output_fd;  // of process 1 there is none
  std::vector<int> descriptors{theirs.get(), request.get(), output};
  for (const auto& extra : options.extra_fds) descriptors.push_back(extra.first);
  if (options.sandbox.init >= 0) descriptors.push_back(options.sandbox.init);
  TRY_VOID(warden.send(descriptors));
  return Process(std::make_shared<State>(executor, std::move(ours)));
}

Process& Process::operator=(Process&& other) noexcept {
  if (this != &other) {
    if (state_) state_->close();
    state_ = std::move(other.state_);
  }
  return *this;
}

Process::~Process() {
  if (state_) state_->close();
}

asio::awaitable<pid_t> Process::started() { return wait_for_start(state_); }

asio::awaitable<ExitReport> Process::exited() { return wait_for_exit(state_); }

asio::awaitable<bool> Process::gone(std::chrono::milliseconds limit) { return wait_until_gone(state_, limit); }

pid_t Process::pid() const {
  state_->take_messages();
  return state_->pid;
}

bool Process::has_exited() const {
  state_->take_messages();
  return state_->has_exited;
}

void Process::kill() {
  state_->send({SupervisorCommand::Kind::Kill});
  state_->wake_supervisor();
}

void Process::signal_group(int number) { state_->send({SupervisorCommand::Kind::SignalGroup, number}); }

void Process::signal(int number) { state_->send({SupervisorCommand::Kind::Signal, number}); }

ProcessMemory* Process::memory() {
  const pid_t running = pid();
  if (running == 0 || state_->has_exited) return nullptr;
  if (!state_->memory) state_->memory = std::make_unique<ProcessMemory>(running, state_->supervisor);
  return state_->memory.get();
}

std::int64_t Process::peak_memory_kb() {
  ProcessMemory* const measured = memory();
  return measured == nullptr ? 0 : measured->peak_kb();
}

std::int64_t Process::unreclaimable_memory_kb() {
  ProcessMemory* const measured = memory();
  return measured == nullptr ? 0 : measured->unreclaimable_kb();
}

std::chrono::nanoseconds Process::processor_time() {
  if (!state_->clock) {
    const pid_t running = pid();
    clockid_t clock{};
    if (running == 0 || ::clock_getcpuclockid(running, &clock) != 0) return {};
    state_->clock = clock;
  }
  timespec time{};
  if (state_->has_exited || ::clock_gettime(*state_->clock, &time) != 0) return {};
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace lambdalocal::system

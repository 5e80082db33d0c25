#include "emulator/environment/processes.h"

#include <algorithm>
#include <csignal>

#include "emulator/system/together.h"

namespace asio = boost::asio;

namespace lambdalocal::environment {
namespace {

std::chrono::milliseconds time_until(std::chrono::steady_clock::time_point deadline) {
  const auto left = std::max(deadline - std::chrono::steady_clock::now(), std::chrono::steady_clock::duration::zero());
  return std::chrono::ceil<std::chrono::milliseconds>(left);
}

}  // namespace

Processes::~Processes() {
  kill_all();
  for (const Member& member : members_) member.output->abandon();
}

Result<std::shared_ptr<system::Process>> Processes::start(system::ProcessOptions options, LogSource source,
                                                          std::optional<int> framed_log) {
  TRY(pipe, system::Pipe::create());
  options.output_fd = pipe.write.get();
  options.limits = limits_;
  if (sandbox_) sandbox_->put_into(options);
  if (framed_log) options.extra_fds.emplace_back(pipe.write.get(), *framed_log);
  TRY(process, system::Process::spawn(executor_, warden_, options));
  members_.push_back({std::make_shared<system::Process>(std::move(process)),
                      OutputReader::start(executor_, std::move(pipe.read), source,
                                          sandbox_ ? sandbox_->view() : nullptr, stream_, log_)});
  return members_.back().process;
}

bool Processes::is_one_starting() const {
  return std::ranges::any_of(
      members_, [](const Member& member) { return member.process->pid() == 0 && !member.process->has_exited(); });
}

std::vector<std::shared_ptr<system::Process>> Processes::all() const {
  std::vector<std::shared_ptr<system::Process>> all;
  for (const Member& member : members_) all.push_back(member.process);
  return all;
}

void Processes::drain_output() {
  for (const Member& member : members_) member.output->drain();
}

void Processes::freeze() {
  for (const Member& member : members_) member.process->signal_group(SIGSTOP);
}

void Processes::thaw() {
  for (const Member& member : members_) member.process->signal_group(SIGCONT);
}

void Processes::kill() {
  for (const Member& member : members_) member.process->kill();
  if (sandbox_) sandbox_->kill_processes();
}

void Processes::kill_all() {
  for (const Member& member : members_) member.process->kill();
  if (sandbox_) sandbox_->kill();
}

asio::awaitable<void> Processes::end(std::chrono::steady_clock::time_point deadline) {
  kill();
  std::vector<asio::awaitable<void>> endings;
  for (Member& member : std::exchange(members_, {})) endings.push_back(end_one(std::move(member), deadline));
  if (sandbox_) endings.push_back(empty_sandbox(sandbox_, executor_, deadline));
  return system::together(executor_, std::move(endings));
}

asio::awaitable<void> Processes::empty_sandbox(std::shared_ptr<Sandbox> sandbox, asio::any_io_executor executor,
                                               std::chrono::steady_clock::time_point deadline) {
  co_await sandbox->are_killed(std::move(executor), deadline);
}

asio::awaitable<void> Processes::end_all(std::chrono::steady_clock::time_point deadline) {
  std::vector<asio::awaitable<void>> endings;
  endings.push_back(end(deadline));
  if (sandbox_) {
    kill_all();
    endings.push_back(end_sandbox(std::exchange(sandbox_, nullptr), deadline));
  }
  return system::together(executor_, std::move(endings));
}

asio::awaitable<void> Processes::end_sandbox(std::shared_ptr<Sandbox> sandbox,
                                             std::chrono::steady_clock::time_point deadline) {
  co_await sandbox->gone(time_until(deadline));
}

asio::awaitable<void> Processes::end_one(Member member, std::chrono::steady_clock::time_point deadline) {
  co_await member.process->gone(time_until(deadline));
  member.output->close();
}

std::int64_t Processes::peak_memory_mb() {
  std::int64_t total = 0;
  for (const Member& member : members_) total += member.process->peak_memory_mb();
  return total;
}

std::int64_t Processes::unreclaimable_memory_kb() {
  std::int64_t total = 0;
  for (const Member& member : members_) total += member.process->unreclaimable_memory_kb();
  if (sandbox_) total += sandbox_->unreclaimable_memory_kb();  // of what has lost its parent
  return total;
}

}  // namespace lambdalocal::environment

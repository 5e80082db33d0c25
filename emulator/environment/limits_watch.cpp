// MemorySize and EphemeralStorage. The kernel holds an environment to the sum of both where there are control groups
// (system/processes/control_group.h), as files of a /tmp in memory count there. So beside it, while an
// environment is in use, a timer has a look at what its processes hold, and what takes more memory than the function has is
// killed as Lambda's kernel does; a /tmp over its size is told once. The looking ends with the first look that finds the
// environment idle since the last, so that warm invocations, which are far quicker, set no timer and idle environments cost
// nothing.
// Source: docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html, configuration-ephemeral-storage.html
#include <utility>
//
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <filesystem>

#include "core/invocation/function_error.h"
#include "emulator/environment/execution_environment.h"
#include "emulator/system/spawn.h"

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace lambdalocal::environment {
namespace {

constexpr auto kLookAtLimits = 25ms;
constexpr const char* kTmp = "/tmp";
constexpr std::uint64_t kMegabyte = 1024 * 1024;
constexpr int kFilesLookedAt = 4096;  // a few milliseconds

std::optional<std::uint64_t> bytes_used(const char* place) {
  struct statvfs status {};
  if (::statvfs(place, &status) != 0) return std::nullopt;
  return static_cast<std::uint64_t>(status.f_blocks - status.f_bfree) * status.f_frsize;
}

// What files below `place` occupy that have changed since `begin`, of the first that are found.
std::uint64_t bytes_changed_since(const char* place, std::time_t begin) {
  std::uint64_t bytes = 0;
  int left = kFilesLookedAt;
  std::error_code failed;
  std::filesystem::recursive_directory_iterator entry(place, std::filesystem::directory_options::skip_permission_denied,
                                                      failed);
  for (const std::filesystem::recursive_directory_iterator end; !failed && entry != end && left > 0;
       entry.increment(failed), --left) {
    struct stat status {};
    if (::lstat(entry->path().c_str(), &status) != 0 || !S_ISREG(status.st_mode) || status.st_ctime < begin) continue;
    bytes += static_cast<std::uint64_t>(status.st_blocks) * 512;
  }
  return bytes;
}

}  // namespace

// Costs a warm invocation nothing but this.
void ExecutionEnvironment::watch_limits() {
  used_since_look_ = true;
  if (limits_watched_ || !runtime_) return;
  limits_watched_ = true;
  if (!tmp_used_before_) {
    tmp_used_before_ = bytes_used(kTmp);
    began_ = std::time(nullptr);
  }
  system::spawn(parts_.executor, look_at_limits(weak_from_this(), runtime_));
}

asio::awaitable<void> ExecutionEnvironment::look_at_limits(std::weak_ptr<ExecutionEnvironment> weak,
                                                           std::shared_ptr<system::Process> runtime) {
  for (auto self = weak.lock(); self && self->runtime_ == runtime && !self->exit_; self = weak.lock()) {
    self->used_since_look_ = false;
    auto& timer = self->limits_timer_;  // the wait ends when it is destroyed with the environment
    self.reset();
    timer.expires_after(kLookAtLimits);
    boost::system::error_code ignored;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));

    self = weak.lock();
    if (!self || self->runtime_ != runtime || self->exit_) co_return;
    self->enforce_memory();
    self->warn_of_tmp();
    if (!self->in_use_ && !self->used_since_look_) {
      self->limits_watched_ = false;
      co_return;
    }
  }
}

void ExecutionEnvironment::enforce_memory() {
  const std::int64_t limit = parts_.function->function.memory_size_mb;
  if (out_of_memory_ || processes_.unreclaimable_memory_kb() <= limit * 1024) return;
  note_out_of_memory();
  processes_.kill();
}

// Also when the kernel was quicker, for the control group was full.
void ExecutionEnvironment::note_out_of_memory() {
  if (out_of_memory_) return;
  out_of_memory_ = true;
  platform_log_.notice(
      fmt::format("the function took more than its {} MB of memory and was killed, as on "
                  "Lambda; --memory gives it more",
                  parts_.function->function.memory_size_mb));
}

// Of a runtime that has ended by itself, or was killed.
std::string_view ExecutionEnvironment::exit_type() const {
  return out_of_memory_ ? error_type::kOutOfMemory : error_type::kExit;
}

// Whose files they are nobody knows: what the file system holds more than before, and what has changed, must agree.
void ExecutionEnvironment::warn_of_tmp() {
  const auto limit = static_cast<std::uint64_t>(parts_.function->function.ephemeral_storage_mb) * kMegabyte;
  if (tmp_warned_ || !tmp_used_before_) return;
  const auto used = bytes_used(kTmp);
  if (!used || *used < *tmp_used_before_ + limit || bytes_changed_since(kTmp, began_) <= limit) return;
  tmp_warned_ = true;
  platform_log_.notice(
      fmt::format("warning: /tmp has grown by more than {} MB: on Lambda it is full then; "
                  "--tmp-size gives it more",
                  parts_.function->function.ephemeral_storage_mb));
}

// Lambda reports no more than there is.
void ExecutionEnvironment::note_memory(std::int64_t megabytes) {
  const std::int64_t limit = parts_.function->function.memory_size_mb;
  max_memory_mb_ = out_of_memory_ ? limit : std::min(limit, std::max(max_memory_mb_, megabytes));
}

}  // namespace lambdalocal::environment

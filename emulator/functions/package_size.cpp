#include "emulator/functions/package_size.h"

#include <pthread.h>
#include <sched.h>

#include <atomic>
#include <csignal>
#include <limits>
#include <system_error>
#include <thread>

#include "core/function/limits.h"

namespace lambdalocal {
namespace {

constexpr std::size_t kQuicklyMeasured = 400;  // files: about a millisecond

// What is unknown takes no room: this is for a warning.
bool is_over(std::uintmax_t bytes, const std::vector<std::filesystem::path>& directories, std::size_t most_files) {
  for (const auto& directory : directories) {
    const auto measured = bundle::measure_directory(directory, limits::kUnpackedBytes, most_files);
    if (measured) bytes += *measured;
  }
  return bytes > limits::kUnpackedBytes;
}

// Signals are the event loop's. Nobody joins the thread: it has only what it was given, and ends with the process.
template <typename Run>
void start_in_background(Run run) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    std::thread([run = std::move(run)] {
      const sched_param priority{};
      ::pthread_setschedparam(::pthread_self(), SCHED_IDLE, &priority);
      run();
    }).detach();
  } catch (const std::system_error&) {  // no thread to be had: only what is quickly measured is
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace

struct PackageSize::Measured {
  enum class Size { Unknown, Fits, TooLarge };
  std::atomic<Size> size = Size::Unknown;
};

PackageSize::PackageSize(const bundle::Bundle& code, const bundle::Bundle* layers) {
  for (const auto* part : {&code, layers}) {
    if (part == nullptr) continue;
    if (part->unpacked) {
      known_ += part->bytes;
    } else {
      directories_.push_back(part->root);
    }
  }
  if (directories_.empty()) return;
  measured_ = std::make_shared<Measured>();
  start_in_background([measured = measured_, known = known_, directories = directories_] {
    const bool over = is_over(known, directories, std::numeric_limits<std::size_t>::max());
    measured->size = over ? Measured::Size::TooLarge : Measured::Size::Fits;
  });
}

bool PackageSize::is_too_large() const {
  if (!measured_) return false;
  const auto size = measured_->size.load();
  if (size == Measured::Size::Unknown) return is_over(known_, directories_, kQuicklyMeasured);
  return size == Measured::Size::TooLarge;
}

}  // namespace lambdalocal

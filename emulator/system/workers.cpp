#include "emulator/system/workers.h"

#include <csignal>
#include <system_error>

namespace lambdalocal::system {

Workers::Workers(boost::asio::any_io_executor executor, std::size_t threads) : executor_(executor) {
  sigset_t all;  // signals are the loop's
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    for (std::size_t count = 0; count < threads; ++count) threads_.emplace_back([this] { work_until_told(); });
  } catch (const std::system_error&) {  // as many as the machine gives
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Workers::~Workers() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    waiting_.clear();
  }
  changed_.notify_all();
}

void Workers::start(std::function<void()> work) {
  ++started_->running;
  enqueue([started = started_, work = std::move(work), executor = executor_]() mutable {
    work();
    boost::asio::post(executor, [started = std::move(started)] {
      --started->running;
      started->ended.notify();
    });
  });
}

boost::asio::awaitable<void> Workers::until_started_work_has_ended() {
  const auto started = started_;
  while (started->running > 0) co_await started->ended.wait();
}

void Workers::enqueue(std::function<void()> work) {
  if (threads_.empty()) return work();
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(work));
  }
  changed_.notify_one();
}

void Workers::work_until_told() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    if (waiting_.empty()) {
      changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
      continue;
    }
    auto work = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    work();
    work = nullptr;
    lock.lock();
  }
}

}  // namespace lambdalocal::system

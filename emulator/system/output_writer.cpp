// The queue is a list of chunks, each for one descriptor; texts that follow each other to the same descriptor share one. The
// thread takes the whole list, writes chunk after chunk, and counts each off when it is written. While it rests it is woken for
// a chunk that is full, and by who waits for what is written: he sets `hurry`, and the executor is told after each chunk.
#include "emulator/system/output_writer.h"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <csignal>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace asio = boost::asio;

namespace lambdalocal::system {
namespace {

constexpr std::size_t kChunk = 64 * 1024;  // a pipe's capacity

}  // namespace

struct OutputWriter::State {
  struct Chunk {
    int descriptor;
    std::string text;
  };

  void start(const std::shared_ptr<State>& self);
  void take(std::unique_lock<std::mutex>& lock, const std::shared_ptr<State>& self, int descriptor,
            std::string_view text);
  void enqueue(int descriptor, std::string_view text);
  void write_until_closed();
  void write_turn(std::unique_lock<std::mutex>& lock);
  void say_what_was_dropped();

  OutputWriterOptions options;
  mutable std::mutex mutex;  // of all below
  std::condition_variable changed;
  std::condition_variable written;  // for flush_for()
  std::vector<Chunk> waiting;
  std::vector<Chunk> spare;  // memory of chunks that were written
  std::size_t bytes = 0;     // of `waiting`, and of what the thread has taken
  std::map<int, Result<Written>> failures;
  std::uint64_t dropped_lines = 0;
  int dropped_from = -1;         // the descriptor they were for
  std::function<void()> notify;  // the executor's thread; none once the writer is gone
  bool started = false;
  std::size_t wake_at = 0;  // bytes that wait, at which the thread is to be woken; 0: it is not asleep
  bool hurry = false;
  bool closed = false;
};

void OutputWriter::State::start(const std::shared_ptr<State>& self) {
  started = true;
  sigset_t all;  // signals are the loop's
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    std::thread([self] { self->write_until_closed(); }).detach();
  } catch (const std::system_error&) {
    started = false;  // no thread is to be had: this text is written by its writer, the next one tries again
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void OutputWriter::State::enqueue(int descriptor, std::string_view text) {
  if (text.empty() || failures.contains(descriptor)) return;
  const bool fits =
      !waiting.empty() && waiting.back().descriptor == descriptor && waiting.back().text.size() + text.size() <= kChunk;
  if (!fits) {
    Chunk& chunk = waiting.emplace_back(Chunk{descriptor, {}});
    if (!spare.empty()) {
      chunk.text = std::move(spare.back().text);
      spare.pop_back();
    }
  }
  waiting.back().text += text;
  bytes += text.size();
}

void OutputWriter::State::say_what_was_dropped() {
  if (dropped_lines == 0 || bytes > options.bound / 2) return;
  if (options.dropped) enqueue(dropped_from, options.dropped(dropped_lines));
  dropped_lines = 0;
}

void OutputWriter::State::write_until_closed() {
  std::unique_lock lock(mutex);
  for (;;) {
    say_what_was_dropped();
    if (!waiting.empty()) {
      write_turn(lock);
      const auto is_due = [this] { return hurry || closed || bytes >= kChunk; };
      wake_at = kChunk;
      changed.wait_for(lock, options.rest, is_due);
      wake_at = 0;
    } else if (closed) {
      return;
    } else {
      wake_at = 1;
      changed.wait(lock, [this] { return closed || !waiting.empty(); });
      wake_at = 0;
    }
  }
}

void OutputWriter::State::write_turn(std::unique_lock<std::mutex>& lock) {
  std::vector<Chunk> taken = std::exchange(waiting, {});
  for (Chunk& chunk : taken) {
    const std::size_t size = chunk.text.size();
    if (!failures.contains(chunk.descriptor)) {
      lock.unlock();
      const std::array<std::string_view, 1> parts = {chunk.text};
      auto outcome = write_all(chunk.descriptor, parts);
      lock.lock();
      if (!outcome.ok() || *outcome != Written::All) failures.emplace(chunk.descriptor, std::move(outcome));
    }
    bytes -= size;
    say_what_was_dropped();
    if (std::exchange(hurry, false) && notify) notify();
    written.notify_all();
  }
  if (taken.size() == 1 && spare.empty() && taken.front().text.capacity() <= 2 * kChunk) {
    taken.front().text.clear();
    spare = std::move(taken);
  }
}

OutputWriter::OutputWriter(asio::any_io_executor executor, OutputWriterOptions options)
    : state_(std::make_shared<State>()) {
  state_->options = std::move(options);
  state_->notify = [executor = std::move(executor), progress = std::weak_ptr(progress_)] {
    asio::post(executor, [progress] {
      if (const auto waiter = progress.lock()) waiter->notify();
    });
  };
}

OutputWriter::~OutputWriter() {
  const std::lock_guard lock(state_->mutex);
  state_->notify = nullptr;
  state_->closed = true;
  state_->changed.notify_one();
}

void OutputWriter::State::take(std::unique_lock<std::mutex>& lock, const std::shared_ptr<State>& self, int descriptor,
                               std::string_view text) {
  enqueue(descriptor, text);
  if (!started) start(self);
  if (!started) return write_turn(lock);
  if (wake_at == 0 || bytes < wake_at) return;
  wake_at = 0;
  changed.notify_one();
}

void OutputWriter::write(int descriptor, std::string_view text) {
  std::unique_lock lock(state_->mutex);
  state_->take(lock, state_, descriptor, text);
}

void OutputWriter::offer(int descriptor, std::string_view lines) {
  std::unique_lock lock(state_->mutex);
  if (state_->dropped_lines > 0 || state_->bytes + lines.size() > state_->options.bound) {
    state_->dropped_lines += static_cast<std::uint64_t>(std::ranges::count(lines, '\n'));
    state_->dropped_from = descriptor;
    return;
  }
  state_->take(lock, state_, descriptor, lines);
}

bool OutputWriter::has_room() const {
  const std::lock_guard lock(state_->mutex);
  return state_->bytes < state_->options.bound;
}

asio::awaitable<void> OutputWriter::until_room() { return until_at_most(state_->options.bound - 1); }
asio::awaitable<void> OutputWriter::until_written() { return until_at_most(0); }

asio::awaitable<void> OutputWriter::until_at_most(std::size_t bytes) {
  const auto state = state_;
  const auto progress = progress_;
  for (;;) {
    {
      const std::lock_guard lock(state->mutex);
      if (state->bytes <= bytes) co_return;
      state->hurry = true;
      state->changed.notify_one();
    }
    co_await progress->wait();
  }
}

Result<Written> OutputWriter::outcome(int descriptor) const {
  const std::lock_guard lock(state_->mutex);
  const auto failure = state_->failures.find(descriptor);
  if (failure == state_->failures.end()) return Written::All;
  return failure->second;
}

bool OutputWriter::flush_for(std::chrono::milliseconds limit) {
  std::unique_lock lock(state_->mutex);
  state_->hurry = true;
  state_->changed.notify_one();
  return state_->written.wait_for(lock, limit, [this] { return state_->bytes == 0; });
}

}  // namespace lambdalocal::system

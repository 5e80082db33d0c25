// Writes what somebody else reads at a pace of his own - a terminal, a pipe, a file on a slow disk - on a thread of its own:
// who writes here never waits for a descriptor. Texts leave in the order they came, whichever descriptor each is for; after
// each turn the thread rests for a moment, so that what comes in quick succession leaves together: each turn takes a processor
// from who produces the texts. The thread begins with the first text.
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "emulator/system/files/write_all.h"
#include "emulator/system/wakeup.h"

namespace lambdalocal::system {

struct OutputWriterOptions {
  std::size_t bound = 4 * 1024 * 1024;  // of what waits to be written, in bytes
  std::chrono::milliseconds rest{10};   // between two turns of the thread, unless a pipe's capacity waits already
  // What is written, once there is room again, where lines were dropped; nothing is said without it.
  std::function<std::string(std::uint64_t lines)> dropped = {};
};

class OutputWriter {
 public:
  OutputWriter(boost::asio::any_io_executor executor, OutputWriterOptions options);
  // Waits for nothing: see flush_for().
  ~OutputWriter();
  OutputWriter(const OutputWriter&) = delete;
  OutputWriter& operator=(const OutputWriter&) = delete;

  // Takes the text, however much waits already. From any thread, like offer().
  void write(int descriptor, std::string_view text);
  // Takes whole lines, unless `bound` would be passed: then they are dropped, and so is what is offered next, until half of
  // what waits has been written.
  void offer(int descriptor, std::string_view lines);

  // Less than `bound` waits to be written.
  bool has_room() const;
  // On the executor's thread. until_written(): all that came before has been written, or never can be.
  boost::asio::awaitable<void> until_room();
  boost::asio::awaitable<void> until_written();

  // What became of the texts for `descriptor`: after a failure, none of the later ones is tried.
  Result<Written> outcome(int descriptor) const;

  // Waits, at most so long, until all has been written. For the end, when nothing runs on the executor any more.
  bool flush_for(std::chrono::milliseconds limit);

 private:
  struct State;
  boost::asio::awaitable<void> until_at_most(std::size_t bytes);

  std::shared_ptr<State> state_;  // the thread's too: it may hang in a write when this is gone
  std::shared_ptr<Wakeup> progress_ = std::make_shared<Wakeup>();
};

}  // namespace lambdalocal::system

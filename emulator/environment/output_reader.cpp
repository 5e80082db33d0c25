#include "emulator/environment/output_reader.h"

#include <fcntl.h>
#include <unistd.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <chrono>
#include <vector>

#include "emulator/system/spawn.h"

namespace asio = boost::asio;

namespace lambdalocal::environment {
namespace {

constexpr std::size_t kRead = 64 * 1024;         // a pipe's capacity
constexpr std::size_t kReadAtOnce = 256 * 1024;  // before others on the loop get their turn
// At the end of an invocation: what was written before the answer came is at most a pipe's capacity. More is only there
// if the process goes on writing, and belongs to what follows.
constexpr std::size_t kDrained = 1024 * 1024;

// Of raw lines: when they are read. Of framed records: when they were written.
LogTime time_of(const LogRecord& record) {
  if (record.timestamp_us == 0) return std::chrono::system_clock::now();
  return LogTime(std::chrono::duration_cast<LogTime::duration>(
      std::chrono::microseconds(static_cast<std::int64_t>(record.timestamp_us))));
}

void write_record(LogSource source, const LogStream& stream, const sandbox::View* view, const LogRecord& record,
                  logs::LogSink& log) {
  if (record.form != LogRecordForm::Notice) {
    log.write({time_of(record), stream, source, record.level, record.text});
    return;
  }
  // A notice is for people: they know the paths of this machine.
  std::string text(record.text);
  if (view) text = view->outside(std::move(text));
  log.write({time_of(record), stream, LogSource::Notice, record.level, text});
}

}  // namespace

OutputReader::OutputReader(asio::any_io_executor executor, system::Fd pipe, LogSource source,
                           std::shared_ptr<const sandbox::View> view, const LogStream& stream, logs::LogSink& log)
    : pipe_(executor), log_(log), decoder_([source, view = std::move(view), &stream, &log](const LogRecord& record) {
        write_record(source, stream, view.get(), record, log);
      }) {
  const int descriptor = pipe.release();
  ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
  pipe_.assign(descriptor);
}

std::shared_ptr<OutputReader> OutputReader::start(asio::any_io_executor executor, system::Fd pipe, LogSource source,
                                                  std::shared_ptr<const sandbox::View> view, const LogStream& stream,
                                                  logs::LogSink& log) {
  auto reader = std::make_shared<OutputReader>(executor, std::move(pipe), source, std::move(view), stream, log);
  system::spawn(executor, run(reader));
  return reader;
}

asio::awaitable<void> OutputReader::run(std::shared_ptr<OutputReader> self) {
  while (!self->closed_) {
    while (!self->closed_ && !self->log_.has_room()) co_await self->log_.until_room();
    if (self->closed_) co_return;
    boost::system::error_code problem;
    co_await self->pipe_.async_wait(asio::posix::stream_descriptor::wait_read,
                                    asio::redirect_error(asio::use_awaitable, problem));
    if (problem || self->closed_) co_return;
    if (self->read_available(kReadAtOnce) == PipeState::Ended) co_return;
  }
}

OutputReader::PipeState OutputReader::read_available(std::size_t at_most) {
  thread_local std::vector<char> bytes(kRead);  // of the loop: the stack may be smaller
  for (std::size_t total = 0; total < at_most;) {
    const ssize_t size = ::read(pipe_.native_handle(), bytes.data(), bytes.size());
    if (size == 0) return PipeState::Ended;
    if (size < 0) {
      if (errno == EINTR) continue;
      return errno == EAGAIN ? PipeState::Open : PipeState::Ended;
    }
    decoder_.feed({bytes.data(), static_cast<std::size_t>(size)});
    total += static_cast<std::size_t>(size);
    if (static_cast<std::size_t>(size) < bytes.size()) return PipeState::Open;  // dry, or woken again
  }
  return PipeState::Open;
}

void OutputReader::drain() {
  if (closed_) return;
  read_available(kDrained);
  decoder_.flush();
}

void OutputReader::close() {
  if (closed_) return;
  read_available(kDrained);
  decoder_.finish();
  abandon();
}

void OutputReader::abandon() {
  closed_ = true;
  boost::system::error_code ignored;
  pipe_.close(ignored);
}

}  // namespace lambdalocal::environment

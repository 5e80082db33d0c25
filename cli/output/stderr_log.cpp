#include "cli/output/stderr_log.h"

#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "core/function/limits.h"
#include "emulator/logs/log_tail.h"

namespace lambdalocal::output {
namespace {

constexpr std::size_t kKeptRecordBytes = 6 * 1024 * 1024;
constexpr std::string_view kDim = "\x1b[2m";
constexpr std::string_view kPlain = "\x1b[0m";

}  // namespace

void StderrLog::write(logs::Source source, std::string_view record) {
  if (source == logs::Source::Notice) return show_once(record);
  if (options_.show == Show::Tail || options_.keep_records) {
    // INIT_START goes to the log stream only, not to the caller of Invoke.
    if (source != logs::Source::Platform || !logs::is_init_start(record)) remember(record);
  }
  if (options_.show == Show::All) show(source, record);
}

void StderrLog::show_once(std::string_view notice) {
  if (options_.show != Show::Nothing && notices_.emplace(notice).second) show(logs::Source::Notice, notice);
}

void StderrLog::show(logs::Source source, std::string_view record) {
  const bool dim = options_.colour == Colour::Dim && source == logs::Source::Platform;
  line_.clear();
  if (dim) line_ += kDim;
  line_ += record;
  if (dim) line_ += kPlain;
  line_ += '\n';
  print(line_);
}

void StderrLog::print(std::string_view lines) {
  if (options_.when_unread == WhenUnread::Drop) {
    writer_.offer(options_.descriptor, lines);
  } else {
    writer_.write(options_.descriptor, lines);
  }
}

bool StderrLog::has_room() const { return options_.when_unread == WhenUnread::Drop || writer_.has_room(); }

void StderrLog::remember(std::string_view record) {
  tail_ += logs::last_bytes(record, limits::kLogTailBytes);
  tail_ += '\n';
  if (tail_.size() > 2 * limits::kLogTailBytes) tail_.erase(0, tail_.size() - limits::kLogTailBytes);
  if (options_.keep_records && record_bytes_ + record.size() <= kKeptRecordBytes) {
    record_bytes_ += record.size();
    records_.emplace_back(record);
  }
}

StderrLog::InvocationLog StderrLog::end_invocation() {
  InvocationLog log{std::string(logs::last_bytes(tail_, limits::kLogTailBytes)), std::exchange(records_, {})};
  tail_.clear();
  record_bytes_ = 0;
  if (options_.show == Show::Tail) print(log.tail);
  return log;
}

StderrLog::Colour colour_for(int descriptor) {
  const auto is_set = [](const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0';
  };
  const char* terminal = std::getenv("TERM");
  const bool plain = terminal == nullptr || std::string_view(terminal) == "dumb";
  return !plain && !is_set("NO_COLOR") && ::isatty(descriptor) == 1 ? StderrLog::Colour::Dim : StderrLog::Colour::Never;
}

}  // namespace lambdalocal::output

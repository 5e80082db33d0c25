#include "emulator/logs/log_tail.h"

#include "core/function/limits.h"

namespace lambdalocal::logs {
namespace {

// The last `limit` bytes, never starting inside a UTF-8 character.
std::string_view last_bytes(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  text.remove_prefix(text.size() - limit);
  while (!text.empty() && (static_cast<unsigned char>(text.front()) & 0xc0) == 0x80) text.remove_prefix(1);
  return text;
}

}  // namespace

bool is_of_the_invocation(const LogEvent& event) {
  if (event.source == LogSource::Notice || !event.is_shown()) return false;
  return event.platform == nullptr || !std::holds_alternative<platform::InitStart>(*event.platform);
}

void LogTail::write(const LogEvent& event) {
  if (is_of_the_invocation(event)) {
    kept_ += last_bytes(event.text, limits::kLogTailBytes);
    kept_ += '\n';
    if (kept_.size() > 2 * limits::kLogTailBytes) kept_.erase(0, kept_.size() - limits::kLogTailBytes);
  }
  PassingSink::write(event);
}

std::string LogTail::take() {
  std::string tail(last_bytes(kept_, limits::kLogTailBytes));
  kept_.clear();
  return tail;
}

}  // namespace lambdalocal::logs

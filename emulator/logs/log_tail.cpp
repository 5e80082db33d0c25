#include "emulator/logs/log_tail.h"

#include <utility>

#include "core/function/limits.h"

namespace lambdalocal::logs {

std::string_view last_bytes(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  text.remove_prefix(text.size() - limit);
  while (!text.empty() && (static_cast<unsigned char>(text.front()) & 0xc0) == 0x80) text.remove_prefix(1);
  return text;
}

bool is_init_start(std::string_view record) {
  return record.starts_with("INIT_START") ||
         record.substr(0, 80).find("\"type\":\"platform.initStart\"") != std::string_view::npos;
}

void LogTail::write(Source source, std::string_view record) {
  if (source != Source::Notice && (source != Source::Platform || !is_init_start(record))) {
    kept_ += last_bytes(record, limits::kLogTailBytes);
    kept_ += '\n';
    if (kept_.size() > 2 * limits::kLogTailBytes) kept_.erase(0, kept_.size() - limits::kLogTailBytes);
  }
  next_.write(source, record);
}

std::string LogTail::take() {
  std::string tail(last_bytes(kept_, limits::kLogTailBytes));
  kept_.clear();
  return tail;
}

}  // namespace lambdalocal::logs

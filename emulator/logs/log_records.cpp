#include "emulator/logs/log_records.h"

#include <utility>

#include "emulator/logs/log_tail.h"

namespace lambdalocal::logs {
namespace {

constexpr std::size_t kKeptBytes = 6 * 1024 * 1024;

}  // namespace

void LogRecords::write(const LogEvent& event) {
  if (is_of_the_invocation(event) && bytes_ + event.text.size() <= kKeptBytes) {
    bytes_ += event.text.size();
    kept_.emplace_back(event.text);
  }
  PassingSink::write(event);
}

std::vector<std::string> LogRecords::take() {
  bytes_ = 0;
  return std::exchange(kept_, {});
}

}  // namespace lambdalocal::logs

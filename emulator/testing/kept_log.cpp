#include "emulator/testing/kept_log.h"

namespace lambdalocal::testing {

void KeptLog::write(const LogEvent& event) {
  std::string& running = running_[event.stream.name];
  if (event.is_shown()) {
    for (std::string* const log : {&running, &all_}) log->append(event.text).append("\n");
  }
  if (event.platform == nullptr) return;
  if (const auto* report = std::get_if<platform::Report>(event.platform)) {
    ended_[std::string(report->request_id)] += std::exchange(running, {});
  }
}

std::string KeptLog::take(const std::string& request_id) {
  const auto found = ended_.find(request_id);
  if (found == ended_.end()) return "";
  std::string log = std::move(found->second);
  ended_.erase(found);
  return log;
}

std::string KeptLog::take_all() {
  running_.clear();
  ended_.clear();
  return std::exchange(all_, {});
}

}  // namespace lambdalocal::testing

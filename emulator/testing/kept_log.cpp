#include "emulator/testing/kept_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace lambdalocal::testing {

void KeptLines::add(std::string_view lines) {
  if (end.empty() && beginning.size() + lines.size() <= kMost) {
    beginning.append(lines);
    return;
  }
  end.append(lines);
  if (end.size() < 2 * kMost) return;
  const std::size_t line = std::min(end.find('\n', end.size() - kMost), end.size() - 1) + 1;
  end.erase(0, line);
  left_out += line;
}

std::string KeptLines::text() && {
  if (left_out > 0) beginning += fmt::format("({} bytes of the log are left out here)\n", left_out);
  return std::move(beginning) + end;
}

void KeptLog::write(const LogEvent& event) {
  KeptLines& running = running_[event.stream.name];
  if (event.is_shown()) {
    for (KeptLines* const log : {&running, &all_}) {
      log->add(event.text);
      log->add("\n");
    }
  }
  if (event.platform == nullptr) return;
  if (const auto* report = std::get_if<platform::Report>(event.platform)) {
    KeptLines more = std::exchange(running, {});
    KeptLines& ended = ended_[std::string(report->request_id)];  // it may have been tried before
    if (ended.beginning.empty()) {
      ended = std::move(more);
    } else {
      ended.add(std::move(more).text());
    }
  }
}

TakenLog KeptLog::take(const std::string& request_id) {
  const auto found = ended_.extract(request_id);
  if (!found) return {};
  const std::size_t left_out = found.mapped().left_out;
  return {std::move(found.mapped()).text(), left_out};
}

TakenLog KeptLog::take_all() {
  running_.clear();
  ended_.clear();
  KeptLines all = std::exchange(all_, {});
  const std::size_t left_out = all.left_out;
  return {std::move(all).text(), left_out};
}

}  // namespace lambdalocal::testing

#include "cli/output/init_error_fold.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/text/ascii.h"

namespace lambdalocal::output {
namespace {

constexpr std::size_t kLines = 1000;  // an error has no more

// Without the time at its beginning, as Node.js writes it: 2026-10-08T07:30:27.768Z.
std::string_view without_time(std::string_view line) {
  constexpr std::string_view kTime = "dddd-dd-ddTdd:dd:dd.dddZ";
  const bool has_time = line.size() >= kTime.size() &&
                        std::ranges::equal(kTime, line.substr(0, kTime.size()),
                                           [](char shape, char c) { return shape == 'd' ? is_digit(c) : c == shape; });
  return has_time ? line.substr(kTime.size()) : line;
}

}  // namespace

void InitErrorFold::write(const LogEvent& event) {
  if (event.platform != nullptr) return write_platform(event, *event.platform);
  const auto found = inits_.find(event.stream.name);
  if (found == inits_.end() || event.source != LogSource::Function) return PassingSink::write(event);
  write_line(event, found->second);
}

void InitErrorFold::write_platform(const LogEvent& event, const PlatformEvent& platform) {
  if (std::holds_alternative<platform::InitStart>(platform)) {
    inits_[event.stream.name] = {};
  } else if (const auto found = inits_.find(event.stream.name); found != inits_.end()) {
    Init& init = found->second;
    const auto* report = std::get_if<platform::InitReport>(&platform);
    const bool failed = report != nullptr && level_of(platform) == LogLevel::Warn;
    const bool over = std::holds_alternative<platform::Start>(platform) || (report != nullptr && init.failed);
    const bool failed_again = failed && init.failed;
    if (failed_again && init.again > 0 && init.again == init.lines.size()) {
      const std::string text = fmt::format("(init was run again, as on Lambda, and failed with the same {} line{})",
                                           init.again, init.again == 1 ? "" : "s");
      PassingSink::write({event.time, event.stream, LogSource::Platform, LogLevel::Info, text});
    } else if (over) {
      let_go(event, init);
    }
    init.failed = init.failed || failed;
    if (over) inits_.erase(found);
  }
  PassingSink::write(event);
}

void InitErrorFold::write_line(const LogEvent& event, Init& init) {
  if (init.failed) {
    const bool same =
        init.again < init.lines.size() && without_time(init.lines[init.again]) == without_time(event.text);
    if (same) {
      ++init.again;
      return;
    }
    let_go(event, init);
    inits_.erase(event.stream.name);
  } else if (init.lines.size() < kLines) {
    init.lines.emplace_back(event.text);
  } else {
    inits_.erase(event.stream.name);
  }
  PassingSink::write(event);
}

void InitErrorFold::let_go(const LogEvent& event, Init& init) {
  const std::size_t held = std::exchange(init.again, 0);
  for (std::size_t line = 0; line < held; ++line) {
    PassingSink::write({event.time, event.stream, LogSource::Function, LogLevel::Undefined, init.lines[line]});
  }
}

}  // namespace lambdalocal::output

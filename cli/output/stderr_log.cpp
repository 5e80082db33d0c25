#include "cli/output/stderr_log.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "cli/output/colours.h"

namespace lambdalocal::output {
namespace {

constexpr std::size_t kNotices = 256;  // more are not remembered

}  // namespace

void StderrLog::write(const LogEvent& event) {
  if (!is_shown(event)) return;
  const bool dim = options_.colour == Colour::Dim && event.source == LogSource::Platform;
  lines_.clear();
  if (dim) lines_ += kDim;
  append_lines(event);
  if (dim) lines_ += kPlain;
  lines_ += '\n';
  print(lines_);
}

bool StderrLog::is_shown(const LogEvent& event) {
  if (event.source != LogSource::Notice) return options_.show == Show::All && event.is_shown();
  if (options_.show == Show::Nothing) return false;
  std::string notice = event.stream.function.name;
  notice.append(" ").append(event.text);
  if (notices_.contains(notice)) return false;
  if (notices_.size() < kNotices) notices_.insert(std::move(notice));
  return true;
}

void StderrLog::append_lines(const LogEvent& event) {
  const std::string_view kind = event.source == LogSource::Notice ? "lambdalocal: " : "";
  if (!shows_names_) {
    lines_.append(kind).append(event.text);
    return;
  }
  for (std::string_view rest = event.text;;) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    lines_.append(event.stream.function.name).append(" | ").append(kind).append(rest.substr(0, end));
    if (end == rest.size()) return;
    lines_ += '\n';
    rest.remove_prefix(end + 1);
  }
}

void StderrLog::print(std::string_view lines) {
  if (options_.when_unread == WhenUnread::Drop) {
    writer_.offer(options_.descriptor, lines);
  } else {
    writer_.write(options_.descriptor, lines);
  }
}

bool StderrLog::has_room() const { return options_.when_unread == WhenUnread::Drop || writer_.has_room(); }

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

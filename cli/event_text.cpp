#include "cli/event_text.h"

#include <unistd.h>

#include <string_view>

#include "cli/generated_event.h"
#include "cli/saved_events.h"
#include "emulator/system/files/text_file.h"

namespace lambdalocal {
namespace {

constexpr std::string_view kTakes =
    "\n--event takes a file, JSON text, - for standard input, or s3:put and the like (lambdalocal event list)";

bool looks_like_json(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  return start != std::string_view::npos && std::string_view("{[\"").find(text[start]) != std::string_view::npos;
}

bool is_scalar(std::string_view text) {
  if (text == "null" || text == "true" || text == "false") return true;
  return !text.empty() && text.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
}

}  // namespace

Result<EventText> read_event(const std::string& argument, std::string_view function) {
  if (argument.empty()) return Error{ErrorKind::BadEvent, "--event is empty" + std::string(kTakes)};
  if (looks_like_json(argument)) return EventText{"--event", argument};
  if (argument == "-") {
    if (::isatty(STDIN_FILENO) == 1) {
      static constexpr std::string_view kHint = "lambdalocal: type the event (JSON), then Ctrl-D\n";
      static_cast<void>(!::write(STDERR_FILENO, kHint.data(), kHint.size()));
    }
    auto bytes = system::read_descriptor(STDIN_FILENO, "standard input");
    if (!bytes) return Error{ErrorKind::BadEvent, bytes.error().message};
    return EventText{"standard input", *std::move(bytes)};
  }
  std::string path = argument;
  if (argument.starts_with('@')) {
    TRY(saved, find_saved_event(std::string_view(argument).substr(1), function));
    path = saved.string();
  }
  for (const std::string_view scheme : {"file://", "fileb://"}) {
    if (path.starts_with(scheme)) path.erase(0, scheme.size());
  }
  auto bytes = system::read_text_file(path);
  if (bytes) return EventText{path, *std::move(bytes)};
  if (names_event(argument)) {
    TRY(text, generated_event(argument));
    return EventText{argument, text};
  }
  if (is_scalar(argument)) return EventText{"--event", argument};
  const bool says_what_to_do = bytes.error().message.find('\n') != std::string::npos;
  return Error{ErrorKind::BadEvent, bytes.error().message + std::string(says_what_to_do ? "" : kTakes)};
}

}  // namespace lambdalocal

#include "cli/event_text.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "core/limits.h"
#include "emulator/system/fd.h"

namespace lambdalocal {
namespace {

// Far over the limit of an event: enough for a message that names its size, and no endless input is read.
constexpr std::size_t kReadAtMost = 16 * limits::kRequestBytes;

Error bad_event(std::string message) { return Error{ErrorKind::BadEvent, std::move(message)}; }

Result<std::string> read_to_end(int descriptor, const std::string& name) {
  std::string bytes;
  struct stat status {};
  const bool sized = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  std::size_t room = sized ? static_cast<std::size_t>(status.st_size) + 1 : 64 * 1024;
  for (std::size_t filled = 0;; room = std::max<std::size_t>(bytes.size(), 64 * 1024)) {
    bytes.resize(std::min(filled + room, kReadAtMost));
    const ssize_t count = ::read(descriptor, bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) {
      bytes.resize(filled);
      continue;
    }
    if (count < 0) return bad_event(fmt::format("cannot read {}: {}", name, std::strerror(errno)));
    filled += static_cast<std::size_t>(count);
    if (count == 0 || filled == kReadAtMost) {
      bytes.resize(filled);
      return bytes;
    }
    if (filled < bytes.size()) bytes.resize(filled);
  }
}

bool looks_like_json(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  return start != std::string_view::npos && std::string_view("{[\"").find(text[start]) != std::string_view::npos;
}

bool is_scalar(std::string_view text) {
  if (text == "null" || text == "true" || text == "false") return true;
  return !text.empty() && text.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
}

}  // namespace

Result<EventText> read_event(const std::string& argument) {
  if (looks_like_json(argument)) return EventText{"--event", argument};
  if (argument == "-") {
    if (::isatty(STDIN_FILENO) == 1) {
      static constexpr std::string_view kHint = "lambdalocal: type the event (JSON), then Ctrl-D\n";
      static_cast<void>(!::write(STDERR_FILENO, kHint.data(), kHint.size()));
    }
    TRY(bytes, read_to_end(STDIN_FILENO, "standard input"));
    return EventText{"standard input", std::move(bytes)};
  }
  std::string path = argument;
  for (const std::string_view scheme : {"file://", "fileb://"}) {
    if (path.starts_with(scheme)) path.erase(0, scheme.size());
  }
  const system::Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) {
    if (is_scalar(argument)) return EventText{"--event", argument};
    return bad_event(fmt::format("cannot read {}: {}\n--event takes a file, JSON text, or - for standard input", path,
                                 std::strerror(errno)));
  }
  TRY(bytes, read_to_end(file.get(), path));
  return EventText{path, std::move(bytes)};
}

}  // namespace lambdalocal

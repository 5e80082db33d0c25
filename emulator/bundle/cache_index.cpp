#include "emulator/bundle/cache_index.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>

#include "core/text/ascii.h"

namespace lambdalocal::bundle {
namespace {

constexpr std::size_t kSmallFile = 16 * 1024;
constexpr std::size_t kManifest = 128 * 1024 * 1024;

// The time stamps of file systems move in steps of the kernel's tick, 10 ms at most.
constexpr auto kTimeStampStep = std::chrono::milliseconds(50);

std::chrono::nanoseconds nanoseconds(const timespec& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

std::uint64_t fnv1a(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

// Takes the text up to the next newline off `rest`; none when there is no newline left.
std::optional<std::string_view> next_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

bool is_digest(std::string_view text) {
  return text.size() == 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

std::optional<std::string> read_file(const std::filesystem::path& path, std::size_t limit) {
  const system::Fd file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  std::string text(std::min(limit, static_cast<std::size_t>(status.st_size)), '\0');
  std::size_t filled = 0;
  while (filled < text.size()) {
    const ssize_t n = ::read(file.get(), text.data() + filled, text.size() - filled);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return std::nullopt;
    if (n == 0) break;
    filled += static_cast<std::size_t>(n);
  }
  text.resize(filled);
  return text;
}

}  // namespace

std::filesystem::path index_path(const std::filesystem::path& index, const std::filesystem::path& file) {
  return index / fmt::format("{:016x}", fnv1a(file.native()));
}

std::string identity_of(const std::filesystem::path& file, const struct stat& status) {
  std::string path = file.native();
  std::replace(path.begin(), path.end(), '\n', '?');  // the rest of the line tells files apart well enough
  return fmt::format("1 {} {} {} {} {} {}", status.st_dev, status.st_ino, status.st_size,
                     nanoseconds(status.st_mtim).count(), nanoseconds(status.st_ctim).count(), path);
}

bool changed_just_now(const struct stat& status, std::chrono::system_clock::time_point now) {
  return now.time_since_epoch() - std::max(nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)) < kTimeStampStep;
}

std::string format_row(const std::string& identity, const IndexRow& row) {
  return fmt::format("{}\n{}\n{}", identity, row.digest, format_meta(row.meta));
}

std::optional<IndexRow> parse_row(std::string_view text, const std::string& identity) {
  const auto found = next_line(text);
  if (!found || *found != identity) return std::nullopt;
  const auto digest = next_line(text);
  const auto meta = parse_meta(text);
  if (!digest || !is_digest(*digest) || !meta) return std::nullopt;
  return IndexRow{std::string(*digest), *meta};
}

std::string format_meta(const EntryMeta& meta) {
  std::string note = meta.note;
  std::replace(note.begin(), note.end(), '\n', ' ');
  return fmt::format("{}\n{}\n", meta.bytes, note);
}

std::optional<EntryMeta> parse_meta(std::string_view text) {
  const auto bytes = next_line(text);
  const auto note = next_line(text);
  EntryMeta meta;
  if (!bytes || !note) return std::nullopt;
  const auto [end, error] = std::from_chars(bytes->data(), bytes->data() + bytes->size(), meta.bytes);
  if (error != std::errc{} || end != bytes->data() + bytes->size()) return std::nullopt;
  meta.note = *note;
  return meta;
}

std::optional<std::string> read_small_file(const std::filesystem::path& path) { return read_file(path, kSmallFile); }
std::optional<std::string> read_whole_file(const std::filesystem::path& path) { return read_file(path, kManifest); }

Result<void> write_small_file(const std::filesystem::path& path, std::string_view text) {
  const system::Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file) return system::errno_error("create a file in the cache");
  while (!text.empty()) {
    const ssize_t n = ::write(file.get(), text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system::errno_error("write a file in the cache");
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

bool replace_small_file(const std::filesystem::path& path, std::string_view text) {
  std::filesystem::path aside = path;
  aside += fmt::format(".{}", ::gettid());  // unique among live threads; left by a dead one, it is in the way once
  const auto written = write_small_file(aside, text);
  if (written && ::rename(aside.c_str(), path.c_str()) == 0) return true;
  ::unlink(aside.c_str());
  return false;
}

}  // namespace lambdalocal::bundle

#include "core/invocation/identifiers.h"

#include <array>

namespace lambdalocal {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

char* write_hex(char* out, std::span<const std::uint8_t> bytes) {
  for (const std::uint8_t byte : bytes) {
    *out++ = kDigits[byte >> 4];
    *out++ = kDigits[byte & 15];
  }
  return out;
}

char* write_text(char* out, std::string_view text) { return out + text.copy(out, text.size()); }

char* write_decimal(char* out, unsigned value, int digits) {
  for (int at = digits - 1; at >= 0; --at, value /= 10) out[at] = static_cast<char>('0' + value % 10);
  return out + digits;
}

}  // namespace

std::string uuid_v4(std::span<const std::uint8_t, 16> random) {
  std::array<std::uint8_t, 16> bytes;
  for (std::size_t at = 0; at < bytes.size(); ++at) bytes[at] = random[at];
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
  const std::span all(bytes);
  std::string uuid(36, '-');
  char* out = write_hex(uuid.data(), all.first(4)) + 1;
  out = write_hex(out, all.subspan(4, 2)) + 1;
  out = write_hex(out, all.subspan(6, 2)) + 1;
  out = write_hex(out, all.subspan(8, 2)) + 1;
  write_hex(out, all.subspan(10));
  return uuid;
}

std::string trace_header(std::span<const std::uint8_t, 20> random, IdentifierTime time) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
  std::array<std::uint8_t, 4> epoch;
  for (int at = 0; at < 4; ++at)
    epoch[static_cast<std::size_t>(at)] = static_cast<std::uint8_t>(seconds >> (24 - 8 * at));
  std::string header(74, '\0');
  char* out = write_text(header.data(), "Root=1-");
  out = write_text(write_hex(out, epoch), "-");
  out = write_text(write_hex(out, random.first(12)), ";Parent=");
  write_text(write_hex(out, random.last(8)), ";Sampled=0");
  return header;
}

std::string log_stream_name(std::span<const std::uint8_t, 16> random, IdentifierTime time, std::string_view version) {
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(time)};
  std::string name(13 + version.size() + 32, '\0');
  char* out = write_decimal(name.data(), static_cast<unsigned>(static_cast<int>(date.year())), 4);
  out = write_decimal(write_text(out, "/"), static_cast<unsigned>(date.month()), 2);
  out = write_decimal(write_text(out, "/"), static_cast<unsigned>(date.day()), 2);
  out = write_text(write_text(write_text(out, "/["), version), "]");
  write_hex(out, random);
  return name;
}

}  // namespace lambdalocal

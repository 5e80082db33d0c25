#include "core/lambda_api/event_stream.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>

#include "core/json/text.h"

namespace lambdalocal::lambda_api {
namespace {

constexpr std::size_t kPreludeBytes = 12, kCrcBytes = 4;
constexpr std::size_t kMaxFrameBytes = 16 * 1024 * 1024, kMaxHeaderBytes = 128 * 1024;
constexpr std::uint8_t kStringType = 7;

std::uint32_t crc32(std::string_view bytes) {
  return static_cast<std::uint32_t>(::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

void append_u16(std::string& out, std::size_t value) {
  out += static_cast<char>(value >> 8 & 0xff);
  out += static_cast<char>(value & 0xff);
}

void append_u32(std::string& out, std::size_t value) {
  append_u16(out, value >> 16 & 0xffff);
  append_u16(out, value & 0xffff);
}

std::size_t read_integer(std::string_view bytes, std::size_t length) {
  std::size_t value = 0;
  for (const char byte : bytes.substr(0, length)) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  out += static_cast<char>(name.size());
  out += name;
  out += static_cast<char>(kStringType);
  append_u16(out, value.size());
  out += value;
}

void append_frame(std::string& out, std::string_view event_type, std::string_view content_type,
                  std::string_view payload) {
  std::string headers;
  append_header(headers, ":event-type", event_type);
  append_header(headers, ":content-type", content_type);
  append_header(headers, ":message-type", "event");
  const std::size_t start = out.size();
  append_u32(out, kPreludeBytes + headers.size() + payload.size() + kCrcBytes);
  append_u32(out, headers.size());
  append_u32(out, crc32(std::string_view(out).substr(start)));
  out += headers;
  out += payload;
  append_u32(out, crc32(std::string_view(out).substr(start)));
}

Error damaged(const char* what) { return {ErrorKind::System, std::string("read an event stream: ") + what}; }

Result<std::vector<std::pair<std::string, std::string>>> read_headers(std::string_view bytes) {
  std::vector<std::pair<std::string, std::string>> headers;
  while (!bytes.empty()) {
    const std::size_t name_length = read_integer(bytes, 1);
    if (bytes.size() < 1 + name_length + 3) return damaged("a header is cut off");
    const std::string_view name = bytes.substr(1, name_length);
    bytes.remove_prefix(1 + name_length);
    if (static_cast<unsigned char>(bytes[0]) != kStringType) return damaged("a header is no string");
    const std::size_t value_length = read_integer(bytes.substr(1), 2);
    if (bytes.size() < 3 + value_length) return damaged("a header is cut off");
    headers.emplace_back(name, bytes.substr(3, value_length));
    bytes.remove_prefix(3 + value_length);
  }
  return headers;
}

}  // namespace

void append_payload_chunk(std::string& out, std::string_view bytes) {
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, kMaxFramePayloadBytes);
    append_frame(out, "PayloadChunk", "application/octet-stream", piece);
    bytes.remove_prefix(piece.size());
  }
}

void append_invoke_complete(std::string& out, const InvokeComplete& complete) {
  std::string json = "{";
  const auto append_member = [&](std::string_view name, std::string_view value) {
    if (value.empty()) return;
    if (json.size() > 1) json += ',';
    append_json_string(json, name);
    json += ':';
    append_json_string(json, value);
  };
  append_member("ErrorCode", complete.error_code);
  append_member("ErrorDetails", complete.error_details);
  append_member("LogResult", complete.log_result);
  append_frame(out, "InvokeComplete", "application/json", json + "}");
}

std::string_view EventFrame::header(std::string_view name) const {
  const auto found =
      std::find_if(headers.begin(), headers.end(), [&](const auto& entry) { return entry.first == name; });
  return found == headers.end() ? std::string_view() : found->second;
}

Result<std::optional<EventFrame>> take_event_frame(std::string_view& bytes) {
  if (bytes.size() < kPreludeBytes) return std::optional<EventFrame>();
  const std::size_t total = read_integer(bytes, 4), header_bytes = read_integer(bytes.substr(4), 4);
  if (read_integer(bytes.substr(8), 4) != crc32(bytes.substr(0, 8))) return damaged("the prelude's checksum is wrong");
  if (total > kMaxFrameBytes || header_bytes > kMaxHeaderBytes || total < kPreludeBytes + header_bytes + kCrcBytes) {
    return damaged("the lengths make no sense");
  }
  if (bytes.size() < total) return std::optional<EventFrame>();
  const std::string_view frame = bytes.substr(0, total - kCrcBytes);
  if (read_integer(bytes.substr(total - kCrcBytes), 4) != crc32(frame)) return damaged("the checksum is wrong");
  TRY(headers, read_headers(frame.substr(kPreludeBytes, header_bytes)));
  EventFrame read{std::move(headers), std::string(frame.substr(kPreludeBytes + header_bytes))};
  bytes.remove_prefix(total);
  return std::optional(std::move(read));
}

}  // namespace lambdalocal::lambda_api

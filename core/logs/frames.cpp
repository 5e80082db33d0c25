#include "core/logs/frames.h"

#include <algorithm>

#include "core/function/limits.h"

namespace lambdalocal {
namespace {

constexpr char kFirst = '\xa5';
constexpr std::size_t kTypeBytes = 4;

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

constexpr unsigned char kNotice = 1;

// The last byte of a type: 2 (JSON) or 3 (text) in the low bits, a level above; or a notice.
bool is_kind(char byte) {
  const auto kind = static_cast<unsigned char>(byte);
  return kind == kNotice || ((kind & 2) != 0 && kind >> 2 <= static_cast<int>(LogLevel::Fatal));
}

// Whether `bytes`, which may end early, can be the start of a frame.
bool may_begin_frame(std::string_view bytes) {
  if (bytes[0] != kFirst) return false;
  if (bytes.size() > 1 && bytes[1] != '\x5a') return false;
  if (bytes.size() > 2 && bytes[2] != '\0') return false;
  return bytes.size() < kTypeBytes || is_kind(bytes[3]);
}

// Where the raw text at the start of `bytes` ends: at a newline, where a frame may begin, or with the bytes. Looked for
// window by window, so that many frames in one feed do not make it look for the same far newline again and again.
std::size_t find_raw_end(std::string_view bytes) {
  constexpr std::size_t kWindow = 4096;
  for (std::size_t from = 0; from < bytes.size(); from += kWindow) {
    const std::string_view upto_window = bytes.substr(0, from + kWindow);
    const std::size_t newline = std::min(upto_window.find('\n', from), upto_window.size());
    const std::string_view line = bytes.substr(0, newline);
    for (std::size_t at = line.find(kFirst, from); at != std::string_view::npos; at = line.find(kFirst, at + 1)) {
      if (may_begin_frame(bytes.substr(at))) return at;
    }
    if (newline < upto_window.size()) return newline;
  }
  return bytes.size();
}

// Where to cut `text`, which is longer than a log event: between two UTF-8 characters, where it is UTF-8.
std::size_t cut(std::string_view text) {
  const auto inside = [&](std::size_t at) { return (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80; };
  std::size_t at = limits::kLogEventBytes;
  for (int step = 0; step < 3 && inside(at); ++step) --at;
  return inside(at) ? limits::kLogEventBytes : at;
}

}  // namespace

void LogFrameDecoder::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    switch (state_) {
      case State::Line: bytes = take_line(bytes); break;
      case State::Header: bytes = take_header(bytes); break;
      case State::Frame: bytes = take_frame(bytes); break;
    }
  }
}

void LogFrameDecoder::flush() {
  // The header of a frame is written at once, so that a piece of its type is output that happens to end like one.
  while (state_ == State::Header && header_.size() < kTypeBytes) give_up_header();
  if (state_ == State::Frame || pending_.empty()) return;
  hand_out(pending_);
  pending_.clear();
  continued_ = true;
}

void LogFrameDecoder::finish() {
  while (state_ == State::Header) give_up_header();
  if (!pending_.empty()) complete({});
  state_ = State::Line;
  remaining_ = 0;
  continued_ = false;
  frame_ = {};
}

std::string_view LogFrameDecoder::take_line(std::string_view bytes) {
  const std::size_t end = find_raw_end(bytes);
  const std::string_view raw = bytes.substr(0, end);
  if (end < bytes.size() && bytes[end] == '\n') {
    complete(raw);
    return bytes.substr(end + 1);
  }
  gather(raw);
  if (end < bytes.size()) state_ = State::Header;
  return bytes.substr(end);
}

std::string_view LogFrameDecoder::take_header(std::string_view bytes) {
  const std::size_t taken = std::min(kHeaderBytes - header_.size(), bytes.size());
  header_.append(bytes.substr(0, taken));
  if (!may_begin_frame(header_) || (header_.size() == kHeaderBytes && !begin_frame(header_))) give_up_header();
  return bytes.substr(taken);
}

bool LogFrameDecoder::begin_frame(std::string_view header) {
  const std::size_t length = big_endian(header.substr(4, 4));
  if (length > kMaxFrameBytes) return false;
  const bool inside_line = continued_ || !pending_.empty();
  if (!pending_.empty()) complete({});
  continued_ = false;
  line_continued_ = inside_line;
  const auto kind = static_cast<unsigned char>(header[3]);
  frame_.form = kind == kNotice ? LogRecordForm::Notice : (kind & 1) != 0 ? LogRecordForm::Text : LogRecordForm::Json;
  frame_.level = static_cast<LogLevel>(kind >> 2);
  frame_.timestamp_us = big_endian(header.substr(8, 8));
  header_.clear();
  remaining_ = length;
  state_ = State::Frame;
  if (length == 0) take_frame({});
  return true;
}

// What is held as a header is none: its first byte is raw output, the rest is looked at again.
void LogFrameDecoder::give_up_header() {
  const std::string held = std::move(header_);
  header_.clear();
  state_ = State::Line;
  gather(std::string_view(held).substr(0, 1));
  feed(std::string_view(held).substr(1));
}

std::string_view LogFrameDecoder::take_frame(std::string_view bytes) {
  const std::string_view part = bytes.substr(0, remaining_);
  remaining_ -= part.size();
  if (remaining_ > 0) {
    gather(part);
  } else {
    complete(part);
    state_ = State::Line;
    continued_ = line_continued_;
    frame_ = {};
  }
  return bytes.substr(part.size());
}

// Adds `part` to the record under way; pieces as long as a log event are handed out.
void LogFrameDecoder::gather(std::string_view part) {
  while (pending_.size() + part.size() > limits::kLogEventBytes) {
    if (pending_.empty()) {
      const std::size_t piece = cut(part);
      hand_out(part.substr(0, piece));
      part.remove_prefix(piece);
    } else {
      const std::size_t taken = limits::kLogEventBytes + 1 - pending_.size();
      pending_.append(part.substr(0, taken));
      part.remove_prefix(taken);
      const std::size_t piece = cut(pending_);
      hand_out(std::string_view(pending_).substr(0, piece));
      pending_.erase(0, piece);
    }
    continued_ = true;
  }
  pending_.append(part);
}

// Ends the record under way with `part`.
void LogFrameDecoder::complete(std::string_view part) {
  const bool framed = state_ == State::Frame;
  const bool whole = pending_.empty() && part.size() <= limits::kLogEventBytes;
  if (!whole) gather(part);
  std::string_view text = whole ? part : std::string_view(pending_);
  if (framed && text.ends_with('\n')) text.remove_suffix(1);
  if (!text.empty() || !continued_) hand_out(text);
  pending_.clear();
  continued_ = false;
}

void LogFrameDecoder::hand_out(std::string_view text) {
  LogRecord record = frame_;
  record.text = text;
  receiver_(record);
}

}  // namespace lambdalocal

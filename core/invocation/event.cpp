#include "core/invocation/event.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/function/limits.h"
#include "core/json/place.h"
#include "core/text/utf8.h"

namespace lambdalocal {
namespace {

// Jackson's words for a character in the wrong place, or nullptr for faults of another kind.
const char* jackson_expectation(JsonFaultKind kind) {
  switch (kind) {
    case JsonFaultKind::Value:
      return ": expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
    case JsonFaultKind::Name: return ": was expecting double-quote to start field name";
    case JsonFaultKind::Colon: return ": was expecting a colon to separate field name and value";
    case JsonFaultKind::ObjectComma: return ": was expecting comma to separate Object entries";
    case JsonFaultKind::ArrayComma: return ": was expecting comma to separate Array entries";
    case JsonFaultKind::End: return ": Expected space separating root-level values";
    case JsonFaultKind::HexDigit: return ": expected a hex-digit for character escape sequence";
    case JsonFaultKind::MinusDigit:
      return " in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value";
    case JsonFaultKind::FractionDigit: return " in numeric value: Decimal point not followed by a digit";
    case JsonFaultKind::ExponentDigit: return " in numeric value: Exponent indicator not followed by a digit";
    default: return nullptr;
  }
}

std::string jackson_text(const JsonFault& fault, std::string_view text) {
  if (fault.offset >= text.size()) {
    if (fault.kind == JsonFaultKind::ClosingQuote) {
      return "Unexpected end-of-input: was expecting closing quote for a string value";
    }
    return "Unexpected end-of-input: expected a valid value or close marker";
  }
  const std::string_view found = text.substr(fault.offset, fault.length);
  const auto code = static_cast<unsigned char>(found[0]);
  switch (fault.kind) {
    case JsonFaultKind::Token:
      return fmt::format(
          "Unrecognized token '{}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or "
          "'false')",
          found);
    case JsonFaultKind::LeadingZero: return "Invalid numeric value: Leading zeroes not allowed";
    case JsonFaultKind::Escape: return fmt::format("Unrecognized character escape '{}' (code {})", found, code);
    case JsonFaultKind::ControlCharacter:
      return fmt::format(
          "Illegal unquoted character ((CTRL-CHAR, code {})): has to be escaped using backslash to be included in "
          "string "
          "value",
          code);
    case JsonFaultKind::Utf8Start: return fmt::format("Invalid UTF-8 start byte 0x{:02x}", code);
    case JsonFaultKind::Utf8Middle: return fmt::format("Invalid UTF-8 middle byte 0x{:02x}", code);
    case JsonFaultKind::Depth:
      return fmt::format(
          "Document nesting depth ({}) exceeds the maximum allowed ({}, from "
          "`StreamReadConstraints.getMaxNestingDepth()`)",
          kMaxJsonDepth + 1, kMaxJsonDepth);
    default: break;
  }
  if (code >= 0x80 && found.size() == 1) return fmt::format("Invalid UTF-8 start byte 0x{:02x}", code);
  if (code < 0x20) {
    return fmt::format(
        "Illegal character ((CTRL-CHAR, code {})): only regular white space (\\r, \\n, \\t) is allowed between tokens",
        code);
  }
  const char* expectation = jackson_expectation(fault.kind);
  return fmt::format("Unexpected character ('{}' (code {})){}", found, static_cast<unsigned>(code_point(found)),
                     expectation ? expectation : "");
}

// The line of `offset` with a mark under it, both indented; what would disturb a terminal is blanked.
std::string excerpt(std::string_view text, std::size_t offset) {
  constexpr std::size_t kBefore = 60, kAfter = 20;
  offset = std::min(offset, text.size());
  const auto line_break = offset == 0 ? std::string_view::npos : text.find_last_of("\r\n", offset - 1);
  std::size_t first = line_break == std::string_view::npos ? 0 : line_break + 1;
  std::size_t last = std::min(text.find_first_of("\r\n", offset), text.size());
  const bool cut_first = offset - first > kBefore, cut_last = last - offset > kAfter;
  if (cut_first) first = offset - kBefore;
  if (cut_last) last = offset + kAfter;
  while (first < offset && continues_utf8(text[first])) ++first;
  while (last > offset && last < text.size() && continues_utf8(text[last])) --last;
  std::string line(cut_first ? "..." : "");
  std::size_t mark = line.size();
  for (std::size_t at = first; at < last; ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool c1_control = byte == 0xc2 && at + 1 < last && static_cast<unsigned char>(text[at + 1]) < 0xa0;
    if (c1_control) ++at;
    line += c1_control || byte < 0x20 || byte == 0x7f ? ' ' : text[at];
    if (at < offset && (c1_control || !continues_utf8(text[at]))) ++mark;
  }
  if (cut_last) line += "...";
  return fmt::format("  {}\n  {}^", line, std::string(mark, ' '));
}

}  // namespace

std::string_view without_byte_order_mark(std::string_view text) {
  return text.starts_with("\xef\xbb\xbf") ? text.substr(3) : text;
}

std::string_view event_bytes(std::string_view given) {
  const std::string_view bytes = without_byte_order_mark(given);
  return bytes.empty() ? "{}" : bytes;
}

Result<void> check_event(std::string_view given, std::string_view source_name) {
  const std::string_view text = event_bytes(given);
  if (text.size() > limits::kRequestBytes) {
    return Error{ErrorKind::BadEvent,
                 fmt::format("{}: the event has {} bytes\n{}", source_name, text.size(), request_too_large_message())};
  }
  const auto fault = find_json_fault(text);
  if (!fault) return {};
  const TextPosition position = text_position(text, fault->offset);
  return Error{
      ErrorKind::BadEvent,
      fmt::format("{}:{}:{}: the event is not JSON: {}\n{}\nLambda would answer 400 InvalidRequestContentException: "
                  "correct the event",
                  source_name, position.line, position.column, describe_json_fault(*fault, text),
                  excerpt(text, fault->offset))};
}

std::string request_too_large_message() {
  return fmt::format("Request must be smaller than {} bytes for the InvokeFunction operation", limits::kRequestBytes);
}

std::string invalid_request_content_message(const JsonFault& fault, std::string_view text) {
  // Jackson points at a character that surprised it, but behind a word it has read.
  const bool behind = fault.kind == JsonFaultKind::Token || fault.kind == JsonFaultKind::LeadingZero;
  const TextPosition position = text_position(text, fault.offset + (behind ? fault.length : 0));
  return fmt::format(
      "Could not parse request body into json: Could not parse payload into json: {}\n at [Source: REDACTED "
      "(`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: {}, column: {}]",
      jackson_text(fault, text), position.line, position.column);
}

}  // namespace lambdalocal

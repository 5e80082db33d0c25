// Whether a text is JSON, without building anything from it: a strict scanner after RFC 8259, made for events of 6 MiB.
//
// It accepts what RFC 8259 accepts and, like Jackson, which reads events on AWS:
// - nests at most kMaxJsonDepth arrays and objects;
// - does not mind a \u escape of half a surrogate pair, numbers of any size, or a name that occurs twice in an object.
// Unlike Jackson it refuses overlong UTF-8 and surrogates encoded in UTF-8: a runtime that decodes the event would.
// A byte order mark is no JSON: strip it before (core/invocation/event.h).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lambdalocal {

constexpr std::size_t kMaxJsonDepth = 1000;

enum class JsonFaultKind {
  // A character, or the end of the text, where another was expected:
  Value,
  Name,
  Colon,
  ObjectComma,
  ArrayComma,
  End,
  HexDigit,
  MinusDigit,
  FractionDigit,
  ExponentDigit,
  ClosingQuote,
  // Others:
  Token,  // a word that is not true, false or null
  LeadingZero,
  Escape,
  ControlCharacter,  // unescaped, in a string
  Utf8Start,
  Utf8Middle,
  Depth,
};

struct JsonFault {
  JsonFaultKind kind;
  std::size_t offset;  // in bytes; the text's size when it ends too early
  std::size_t length;  // of what was found, in bytes
};

// The first fault, or none when `text` is JSON.
std::optional<JsonFault> find_json_fault(std::string_view text);

// A member of the outermost object: its name between the quotes and its value's text, as they stand.
struct JsonMember {
  std::string_view name;
  std::string_view value;
};

// find_json_fault, which lists the members on its way. Their order is the text's; a name may occur twice.
std::optional<JsonFault> find_json_fault(std::string_view text, std::vector<JsonMember>& members);

// "found '}', expected a value".
std::string describe_json_fault(const JsonFault& fault, std::string_view text);

}  // namespace lambdalocal

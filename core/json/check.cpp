#include "core/json/check.h"

#include <fmt/format.h>

#include <bitset>
#include <cstddef>

#include "core/json/plain.h"
#include "core/text/ascii.h"
#include "core/text/percent.h"
#include "core/text/utf8.h"

namespace lambdalocal {
namespace {

bool is_word(char byte) { return is_alphanumeric(byte) || byte == '_' || byte == '$'; }

class Scanner {
 public:
  explicit Scanner(std::string_view text, std::vector<JsonMember>* members = nullptr)
      : begin_(text.data()), at_(begin_), end_(begin_ + text.size()), members_(members) {}

  std::optional<JsonFault> document() {
    if (!value()) return fault_;
    while (depth_ > 0) {
      if (!step()) return fault_;
    }
    skip_space();
    if (at_ != end_) unexpected(JsonFaultKind::End);
    return fault_;
  }

 private:
  bool fail(JsonFaultKind kind, std::size_t length) {
    fault_ = JsonFault{kind, static_cast<std::size_t>(at_ - begin_), length};
    return false;
  }

  bool unexpected(JsonFaultKind kind) {
    if (at_ == end_) return fail(kind, 0);
    const Utf8Character found = utf8_character(rest());
    return fail(kind, found.valid ? found.length : 1);
  }

  std::string_view rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }

  void skip_space() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }

  // A scalar, or the opening of an array or object.
  bool value() {
    skip_space();
    if (at_ == end_) return unexpected(JsonFaultKind::Value);
    switch (*at_) {
      case '"': return string();
      case '{': return open(true);
      case '[': return open(false);
      case 't': return literal("true");
      case 'f': return literal("false");
      case 'n': return literal("null");
      default: break;
    }
    if (*at_ == '-' || is_digit(*at_)) return number();
    if (is_word(*at_)) return bad_word();
    return unexpected(JsonFaultKind::Value);
  }

  bool open(bool object) {
    if (depth_ == kMaxJsonDepth) return unexpected(JsonFaultKind::Depth);
    is_object_[depth_++] = object;
    fresh_ = true;
    ++at_;
    return true;
  }

  // One member of the innermost array or object, as far as its value's opening, or its end.
  bool step() {
    const bool object = is_object_[depth_ - 1];
    const bool first = fresh_;
    fresh_ = false;
    skip_space();
    if (at_ != end_ && *at_ == (object ? '}' : ']')) {
      ++at_;
      --depth_;
      end_value();
      return true;
    }
    if (!first) {
      if (at_ == end_ || *at_ != ',')
        return unexpected(object ? JsonFaultKind::ObjectComma : JsonFaultKind::ArrayComma);
      ++at_;
    }
    if (object && !name()) return false;
    if (!value()) return false;
    end_value();
    return true;
  }

  bool name() {
    skip_space();
    if (at_ == end_ || *at_ != '"') return unexpected(JsonFaultKind::Name);
    const char* const begin = at_;
    if (!string()) return false;
    const char* const end = at_;
    skip_space();
    if (at_ == end_ || *at_ != ':') return unexpected(JsonFaultKind::Colon);
    ++at_;
    if (lists_members()) begin_member({begin + 1, static_cast<std::size_t>(end - begin - 2)});
    return true;
  }

  bool lists_members() const { return members_ != nullptr && depth_ == 1 && is_object_[0]; }

  void begin_member(std::string_view name) {
    skip_space();
    members_->push_back({name, {at_, at_}});  // its end follows
  }

  // Behind a value, or the opening of an array or object.
  void end_value() {
    if (!lists_members()) return;
    const char* const begin = members_->back().value.data();
    members_->back().value = {begin, static_cast<std::size_t>(at_ - begin)};
  }

  bool literal(std::string_view word) {
    const std::string_view text = rest();
    if (!text.starts_with(word) || (text.size() > word.size() && is_word(text[word.size()]))) return bad_word();
    at_ += word.size();
    return true;
  }

  bool bad_word() {
    const char* last = at_;
    while (last != end_ && is_word(*last) && last - at_ < 256) ++last;
    return fail(JsonFaultKind::Token, static_cast<std::size_t>(last - at_));
  }

  bool digits(JsonFaultKind otherwise) {
    if (at_ == end_ || !is_digit(*at_)) return unexpected(otherwise);
    while (at_ != end_ && is_digit(*at_)) ++at_;
    return true;
  }

  bool number() {
    if (*at_ == '-') ++at_;
    const char* first = at_;
    if (!digits(JsonFaultKind::MinusDigit)) return false;
    if (*first == '0' && at_ - first > 1) {
      const auto length = static_cast<std::size_t>(at_ - first);
      at_ = first;
      return fail(JsonFaultKind::LeadingZero, length);
    }
    if (at_ != end_ && *at_ == '.') {
      ++at_;
      if (!digits(JsonFaultKind::FractionDigit)) return false;
    }
    if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
      ++at_;
      if (at_ != end_ && (*at_ == '+' || *at_ == '-')) ++at_;
      if (!digits(JsonFaultKind::ExponentDigit)) return false;
    }
    return true;
  }

  bool string() {
    ++at_;
    while (true) {
      at_ = skip_plain(at_, end_);
      if (at_ == end_) return unexpected(JsonFaultKind::ClosingQuote);
      const auto byte = static_cast<unsigned char>(*at_);
      if (byte == '"') {
        ++at_;
        return true;
      }
      if (byte == '\\') {
        if (!escape()) return false;
      } else if (byte >= 0x80) {
        if (!utf8()) return false;
      } else if (byte < 0x20) {
        return unexpected(JsonFaultKind::ControlCharacter);
      } else {
        ++at_;
      }
    }
  }

  bool escape() {
    ++at_;
    if (at_ == end_) return unexpected(JsonFaultKind::ClosingQuote);
    if (std::string_view(R"("\/bfnrtu)").find(*at_) == std::string_view::npos) return unexpected(JsonFaultKind::Escape);
    if (*at_++ != 'u') return true;
    for (int digit = 0; digit < 4; ++digit, ++at_) {
      if (at_ == end_ || hex_value(*at_) < 0) return unexpected(JsonFaultKind::HexDigit);
    }
    return true;
  }

  // The characters beyond ASCII at this place, as RFC 3629 allows them.
  bool utf8() {
    while (at_ != end_ && static_cast<unsigned char>(*at_) >= 0x80) {
      const Utf8Character character = utf8_character(rest());
      if (!character.valid) return broken_utf8(character.length);
      at_ += character.length;
    }
    return true;
  }

  // The fault is at the first byte that does not go on with the character.
  bool broken_utf8(std::size_t length) {
    const auto first = static_cast<unsigned char>(*at_);
    if (first < 0xc2 || first > 0xf4) return unexpected(JsonFaultKind::Utf8Start);
    at_ += length;
    return unexpected(at_ == end_ ? JsonFaultKind::ClosingQuote : JsonFaultKind::Utf8Middle);
  }

  const char* begin_;
  const char* at_;
  const char* end_;
  std::vector<JsonMember>* members_;      // null: not asked for
  std::bitset<kMaxJsonDepth> is_object_;  // of each open array or object
  std::size_t depth_ = 0;
  bool fresh_ = false;  // the innermost one was just opened
  std::optional<JsonFault> fault_;
};

std::string found(const JsonFault& fault, std::string_view text) {
  if (fault.offset >= text.size()) return "the end of the text";
  const auto byte = static_cast<unsigned char>(text[fault.offset]);
  if (fault.length > 1) return fmt::format("'{}'", text.substr(fault.offset, fault.length));
  if (byte == '\n' || byte == '\r') return "a line break";
  if (byte == '\t') return "a tab";
  if (byte < 0x20 || byte >= 0x7f) return fmt::format("byte 0x{:02x}", byte);
  return fmt::format("'{}'", static_cast<char>(byte));
}

std::string_view expected(JsonFaultKind kind) {
  switch (kind) {
    case JsonFaultKind::Value: return "a value";
    case JsonFaultKind::Name: return "a name in double quotes";
    case JsonFaultKind::Colon: return "':' after the name";
    case JsonFaultKind::ObjectComma: return "',' or '}'";
    case JsonFaultKind::ArrayComma: return "',' or ']'";
    case JsonFaultKind::End: return "nothing after the value";
    case JsonFaultKind::HexDigit: return "four hexadecimal digits after \\u";
    case JsonFaultKind::MinusDigit: return "a digit after '-'";
    case JsonFaultKind::FractionDigit: return "a digit after '.'";
    case JsonFaultKind::ExponentDigit: return "a digit of the exponent";
    case JsonFaultKind::ClosingQuote: return "the closing quote of a string";
    case JsonFaultKind::Token: return "a value: text stands in double quotes";
    case JsonFaultKind::LeadingZero: return "a number without a leading zero";
    case JsonFaultKind::Escape: return "one of \"\\/bfnrtu after a backslash";
    case JsonFaultKind::ControlCharacter: return "it escaped (\\n, \\t, \\u0000) inside a string";
    case JsonFaultKind::Utf8Start:
    case JsonFaultKind::Utf8Middle: return "UTF-8";
    case JsonFaultKind::Depth: return "at most 1000 nested arrays and objects";
  }
  return "JSON";
}

}  // namespace

std::optional<JsonFault> find_json_fault(std::string_view text) { return Scanner(text).document(); }

std::optional<JsonFault> find_json_fault(std::string_view text, std::vector<JsonMember>& members) {
  return Scanner(text, &members).document();
}

std::string describe_json_fault(const JsonFault& fault, std::string_view text) {
  return fmt::format("found {}, expected {}", found(fault, text), expected(fault.kind));
}

}  // namespace lambdalocal

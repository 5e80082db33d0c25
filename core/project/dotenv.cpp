#include "core/project/dotenv.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/invocation/event.h"
#include "core/json/place.h"
#include "core/text/ascii.h"

namespace lambdalocal {
namespace {

using Variables = std::map<std::string, std::string>;

bool is_blank(char byte) { return byte == ' ' || byte == '\t' || byte == '\v' || byte == '\f'; }

bool is_name_character(char byte) { return is_alphanumeric(byte) || byte == '_'; }

class Parser {
 public:
  Parser(std::string_view text, std::string_view source_name) : text_(text), source_(source_name) {}

  Result<Variables> parse() {
    while (at_ < text_.size()) {
      skip_blanks();
      if (!at_line_end() && text_[at_] != '#') {
        TRY(name, read_name());
        TRY(value, read_value());
        variables_[name] = std::move(value);
        TRY_VOID(expect_line_end());
      }
      skip_line();
    }
    return std::move(variables_);
  }

 private:
  bool at_line_end() const { return at_ >= text_.size() || text_[at_] == '\n' || text_[at_] == '\r'; }

  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  void skip_line() {
    at_ = std::min(text_.find_first_of("\r\n", at_), text_.size());
    if (at_ < text_.size() && text_[at_] == '\r' && text_.substr(at_ + 1).starts_with('\n')) ++at_;
    ++at_;
  }

  Error error_at(std::size_t offset, std::string_view message) const {
    return {ErrorKind::BadConfiguration, fmt::format("{}:{}: {}", source_, text_position(text_, offset).line, message)};
  }

  Result<std::string> read_name() {
    if (const auto rest = text_.substr(at_); rest.starts_with("export") && rest.size() > 6 && is_blank(rest[6])) {
      at_ += 6;
      skip_blanks();
    }
    const std::size_t first = at_;
    while (at_ < text_.size() && is_name_character(text_[at_])) ++at_;
    const std::string name{text_.substr(first, at_ - first)};
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != '=') return error_at(first, "not of the form NAME=value");
    if (name.empty() || is_digit(name[0])) {
      return error_at(first, "a name starts with a letter and goes on with letters, digits and underscores");
    }
    ++at_;
    return name;
  }

  Result<std::string> read_value() {
    const std::size_t after_equals = at_;
    skip_blanks();
    if (!at_line_end() && (text_[at_] == '"' || text_[at_] == '\'')) return read_quoted(text_[at_]);
    const std::size_t first = at_;
    at_ = std::min(text_.find_first_of("\r\n", at_), text_.size());
    std::string_view value = text_.substr(first, at_ - first);
    for (std::size_t hash = value.find('#'); hash != std::string_view::npos; hash = value.find('#', hash + 1)) {
      const std::size_t before = first + hash;
      if (before > after_equals && is_blank(text_[before - 1])) value = value.substr(0, hash);
    }
    while (!value.empty() && is_blank(value.back())) value.remove_suffix(1);
    if (value.find('\0') != std::string_view::npos) return error_at(first, "a value holds a NUL byte");
    return std::string(value);
  }

  Result<std::string> read_quoted(char quote) {
    const std::size_t first = at_++;
    std::string value;
    for (; at_ < text_.size(); ++at_) {
      const char byte = text_[at_];
      if (byte == quote) {
        ++at_;
        return value;
      }
      if (byte == '\0') return error_at(at_, "a value holds a NUL byte");
      const auto escaped = byte == '\\' && at_ + 1 < text_.size() ? escape(quote, text_[at_ + 1]) : std::nullopt;
      if (escaped) ++at_;
      value += escaped.value_or(byte);
    }
    return error_at(first, fmt::format("the quote {} is never closed", quote));
  }

  // What a backslash and `byte` stand for, or none when they stand for themselves.
  static std::optional<char> escape(char quote, char byte) {
    if (byte == quote || byte == '\\') return byte;
    if (quote == '\'') return std::nullopt;
    switch (byte) {
      case 'n': return '\n';
      case 'r': return '\r';
      case 't': return '\t';
      case '$': return '$';
      default: return std::nullopt;
    }
  }

  Result<void> expect_line_end() {
    skip_blanks();
    if (at_line_end() || text_[at_] == '#') return {};
    return error_at(at_, "text after the closing quote\nput a backslash before a quote that belongs to the value");
  }

  std::string_view text_;
  std::string_view source_;
  std::size_t at_ = 0;
  Variables variables_;
};

}  // namespace

Result<Variables> parse_dotenv(std::string_view text, std::string_view source_name) {
  return Parser(without_byte_order_mark(text), source_name).parse();
}

}  // namespace lambdalocal

// One pass over the text. A slash may start a regular expression or divide: which of the two is seen only at the end of its line,
// so positions that were looked at in vain are remembered, and nothing is looked at twice (hopeless_).
#include "core/inference/javascript_tokens.h"

#include <algorithm>
#include <array>

#include "core/text/ascii.h"

namespace lambdalocal {
namespace {

using namespace std::string_view_literals;
using Kind = JavaScriptToken::Kind;

bool is_word_character(char c) { return is_alphanumeric(c) || c == '_' || c == '$' || (c & 0x80) != 0; }

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

// A slash after a value divides; elsewhere it starts a regular expression.
bool slash_divides(const std::vector<JavaScriptToken>& tokens) {
  static constexpr std::array kBeforeExpression = {"return"sv, "typeof"sv, "case"sv,  "in"sv,   "of"sv,
                                                   "delete"sv, "void"sv,   "do"sv,    "else"sv, "instanceof"sv,
                                                   "new"sv,    "throw"sv,  "yield"sv, "await"sv};
  if (tokens.empty()) return false;
  const JavaScriptToken& last = tokens.back();
  if (last.kind == Kind::String) return true;
  if (last.kind == Kind::Word) return std::ranges::find(kBeforeExpression, last.text) == kBeforeExpression.end();
  return last.text == ")" || last.text == "]" || last.text == "}";
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::vector<JavaScriptToken> scan() {
    if (text_.starts_with("#!")) skip_line();
    while (at_ < text_.size()) step();
    return std::move(tokens_);
  }

 private:
  void step() {
    const char c = text_[at_];
    if (is_space(c)) {
      ++at_;
    } else if (text_.substr(at_, 2) == "//") {
      skip_line();
    } else if (text_.substr(at_, 2) == "/*") {
      const std::size_t end = text_.find("*/", at_ + 2);
      at_ = end == std::string_view::npos ? text_.size() : end + 2;
    } else if (c == '\'' || c == '"') {
      quoted(c);
    } else if (c == '`') {
      const std::size_t start = at_ + 1;
      skip_template();
      tokens_.push_back({Kind::String, text_.substr(start, at_ - start)});
    } else if (is_word_character(c)) {
      const std::size_t start = at_;
      while (at_ < text_.size() && is_word_character(text_[at_])) ++at_;
      tokens_.push_back({Kind::Word, text_.substr(start, at_ - start)});
    } else if (c == '/' && !slash_divides(tokens_)) {
      regular_expression();
    } else {
      tokens_.push_back({Kind::Punctuation, text_.substr(at_++, 1)});
    }
  }

  void skip_line() { at_ = std::min(text_.find('\n', at_), text_.size()); }

  // A string that is not closed on its line ends there: the rest of the file stays readable.
  void quoted(char quote) {
    const std::size_t start = ++at_;
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') at_ += text_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_, text_.size());
    tokens_.push_back({Kind::String, text_.substr(start, at_ - start)});
    if (at_ < text_.size() && text_[at_] == quote) ++at_;
  }

  // From a backtick to its partner. Inside ${} there is code, which may hold templates in turn.
  void skip_template() {
    std::vector<std::size_t> braces;  // per open template: how many braces its ${} has open; 0 is outside of ${}
    braces.push_back(0);
    ++at_;
    while (at_ < text_.size() && !braces.empty()) {
      const char c = text_[at_];
      if (c == '\\') {
        at_ = std::min(at_ + 2, text_.size());
        continue;
      }
      ++at_;
      if (braces.back() == 0) {
        if (c == '`') braces.pop_back();
        if (c == '$' && at_ < text_.size() && text_[at_] == '{') {
          braces.back() = 1;
          ++at_;
        }
      } else if (c == '`') {
        braces.push_back(0);
      } else if (c == '{') {
        ++braces.back();
      } else if (c == '}') {
        --braces.back();
      }
    }
  }

  // Dropped; when it does not end on its line it was a division after all.
  void regular_expression() {
    hopeless_.resize(text_.size());
    bool in_class = false;
    for (std::size_t i = at_ + 1; i < text_.size() && text_[i] != '\n'; ++i) {
      const unsigned char state = in_class ? 2 : 1;
      if ((hopeless_[i] & state) != 0) break;
      hopeless_[i] |= state;
      if (text_[i] == '\\') {
        ++i;
      } else if (text_[i] == '[') {
        in_class = true;
      } else if (text_[i] == ']') {
        in_class = false;
      } else if (text_[i] == '/' && !in_class) {
        at_ = i + 1;
        while (at_ < text_.size() && is_word_character(text_[at_])) ++at_;
        tokens_.push_back({Kind::String, ""});
        return;
      }
    }
    tokens_.push_back({Kind::Punctuation, text_.substr(at_++, 1)});
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<JavaScriptToken> tokens_;
  // Per byte: from here no regular expression ends on its line, outside (1) or inside (2) of a class in brackets. Empty until the
  // first slash that may start one.
  std::vector<unsigned char> hopeless_;
};

}  // namespace

std::vector<JavaScriptToken> javascript_tokens(std::string_view text) { return Scanner(text).scan(); }

}  // namespace lambdalocal

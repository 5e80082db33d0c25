#include "core/project/templates/serverless/variable_text.h"

#include <algorithm>

namespace lambdalocal::templates::serverless {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_of_type(char c) {
  return is_lower(c) || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

// "${self:", "${file(" begin variables; "${AWS::" and "${Name}" do not.
bool begins_variable(std::string_view text) {
  if (!text.starts_with("${") || text.size() < 4 || !is_lower(text[2])) return false;
  std::size_t end = 2;
  while (end < text.size() && is_of_type(text[end])) ++end;
  if (end >= text.size()) return false;
  return text[end] == '(' || (text[end] == ':' && !text.substr(end + 1).starts_with(':'));
}

// Walks over a text and knows what stands in quotes, in variables, in parentheses.
class Walk {
 public:
  void step(std::string_view text, std::size_t& at) {
    const char c = text[at];
    if (quote_ != 0) {
      if (c == quote_) quote_ = 0;
    } else if ((c == '\'' || c == '"') && may_quote_) {
      quote_ = c;
    } else if (text.substr(at).starts_with("${")) {
      ++braces_;
      ++at;
    } else if (c == '}') {
      --braces_;
    } else if (c == '(') {
      ++parentheses_;
    } else if (c == ')') {
      --parentheses_;
    }
    if (c != ' ') may_quote_ = c == ',' || c == ':' || c == '(' || c == '{' || c == '$';
    ++at;
  }
  bool is_outside() const { return quote_ == 0 && braces_ <= 0 && parentheses_ <= 0; }
  bool is_closed() const { return quote_ == 0 && braces_ <= 0; }
  bool has_closed_parentheses() const { return quote_ == 0 && braces_ <= 0 && parentheses_ <= 0; }

 private:
  char quote_ = 0;
  bool may_quote_ = true;
  int braces_ = 0, parentheses_ = 0;
};

}  // namespace

std::optional<FoundVariable> find_variable(std::string_view text, std::size_t from) {
  for (auto begin = text.find("${", from); begin != std::string_view::npos; begin = text.find("${", begin + 2)) {
    if (!begins_variable(text.substr(begin))) continue;
    Walk walk;
    for (std::size_t at = begin; at < text.size();) {
      walk.step(text, at);
      if (walk.is_closed()) return FoundVariable{begin, at};
    }
    return std::nullopt;
  }
  return std::nullopt;
}

std::vector<std::string_view> parts_of(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  Walk walk;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const bool ends = walk.is_outside() && text[at] == separator;
    const std::size_t here = at;
    walk.step(text, at);
    if (!ends) continue;
    parts.push_back(text.substr(begin, here - begin));
    begin = at;
  }
  parts.push_back(text.substr(begin));
  return parts;
}

std::size_t end_of_parentheses(std::string_view text) {
  Walk walk;
  for (std::size_t at = 0; at < text.size();) {
    walk.step(text, at);
    if (walk.has_closed_parentheses()) return at - 1;
  }
  return std::string_view::npos;
}

bool is_quoted(std::string_view text) {
  return text.size() >= 2 && (text.front() == '\'' || text.front() == '"') && text.back() == text.front();
}

ValuePtr literal_of(std::string_view text, TextPosition at) {
  if (is_quoted(text)) return make_text(std::string(text.substr(1, text.size() - 2)), at);
  if (text == "true" || text == "false") return make_boolean(text == "true", at);
  if (text == "null") return make_null(at);
  const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
  const bool is_number = !digits.empty() && digits.find_first_not_of("0123456789.") == std::string_view::npos &&
                         digits.front() != '.' && digits.back() != '.' && std::ranges::count(digits, '.') < 2;
  return is_number ? make_number(std::string(text), at) : nullptr;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace lambdalocal::templates::serverless

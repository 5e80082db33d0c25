#include "core/project/templates/parameter_overrides.h"

#include <fmt/format.h>

#include <vector>

namespace lambdalocal::templates {
namespace {

constexpr std::string_view kKey = "ParameterKey=", kValue = "ParameterValue=";

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// As a shell makes words of a line.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool is_open = false;
  char quote = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\\' && quote != '\'' && at + 1 < text.size()) {
      word += text[++at];
      is_open = true;
    } else if (quote != 0) {
      if (c == quote)
        quote = 0;
      else
        word += c;
    } else if (c == '"' || c == '\'') {
      quote = c;
      is_open = true;
    } else if (is_space(c)) {
      if (is_open) words.push_back(std::exchange(word, {}));
      is_open = false;
    } else {
      word += c;
      is_open = true;
    }
  }
  if (is_open) words.push_back(std::move(word));
  return words;
}

}  // namespace

Result<void> read_parameter_overrides(std::string_view text, std::map<std::string, std::string>& parameters) {
  for (std::string_view word : words_of(text)) {
    std::string_view name, value;
    if (word.starts_with(kKey)) {
      word.remove_prefix(kKey.size());
      const auto comma = word.find(',');
      name = word.substr(0, comma);
      std::string_view rest = comma == std::string_view::npos ? std::string_view() : word.substr(comma + 1);
      if (!rest.starts_with(kValue))
        name = {};
      else
        value = rest.substr(kValue.size());
    } else if (const auto equals = word.find('='); equals != std::string_view::npos) {
      name = word.substr(0, equals);
      value = word.substr(equals + 1);
    }
    if (name.empty()) {
      return Error{
          ErrorKind::Usage,
          fmt::format("'{}' is no parameter: write NAME=VALUE, or ParameterKey=NAME,ParameterValue=VALUE", word)};
    }
    parameters.insert_or_assign(std::string(name), std::string(value));
  }
  return {};
}

}  // namespace lambdalocal::templates

// A handler of a Ruby file is a method with the keywords event and context: one of the file itself, or of a class or module. What a
// method belongs to is told by indentation, as Ruby is written: nothing is parsed.
#include "core/inference/handler_candidates.h"

#include <algorithm>

#include "core/text/ascii.h"

namespace lambdalocal {
namespace {

struct Scope {
  std::size_t indent;
  std::string name;
};

std::string_view take_word(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && (is_alphanumeric(text[length]) || text[length] == '_' || text[length] == ':'))
    ++length;
  const std::string_view word = text.substr(0, length);
  text.remove_prefix(length);
  return word;
}

std::string_view without_spaces(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  return text;
}

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// "(event:, context:)", in either order.
bool has_handler_keywords(std::string_view text) {
  text = text.substr(0, text.find(')'));
  const bool event = text.find("event:") != std::string_view::npos,
             context = text.find("context:") != std::string_view::npos;
  return (event && context) || text.find("**") != std::string_view::npos;
}

std::string name_of(const std::vector<Scope>& scopes) {
  std::string name;
  for (const Scope& scope : scopes) name += (name.empty() ? "" : "::") + scope.name;
  return name;
}

}  // namespace

std::vector<HandlerCandidate> ruby_candidates(std::string_view text) {
  constexpr std::size_t kDeepest = 8;
  std::vector<HandlerCandidate> found;
  std::vector<Scope> scopes;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    std::string_view rest = without_spaces(line);
    const std::size_t indent = line.size() - rest.size();
    if (rest.empty() || rest.front() == '#') continue;
    while (!scopes.empty() && indent <= scopes.back().indent) scopes.pop_back();
    if (take(rest, "module ") || take(rest, "class ")) {
      rest = without_spaces(rest);
      const std::string_view name = take_word(rest);
      if (!name.empty() && is_letter(name.front()) && scopes.size() < kDeepest)
        scopes.push_back({indent, std::string(name)});
      continue;
    }
    if (!take(rest, "def ")) continue;
    rest = without_spaces(rest);
    const bool of_class = take(rest, "self.");
    if (of_class == scopes.empty() || (scopes.empty() && indent > 0)) continue;
    const std::string_view method = take_word(rest);
    if (method.empty() || method.find(':') != std::string_view::npos || !has_handler_keywords(rest)) continue;
    const bool named = method == "lambda_handler" || method == "handler";
    std::string handler = scopes.empty() ? std::string(method) : name_of(scopes) + "." + std::string(method);
    found.push_back({std::move(handler), named ? CandidateStrength::Named : CandidateStrength::Likely});
  }
  return found;
}

}  // namespace lambdalocal

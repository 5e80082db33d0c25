// Python: top-level definitions. Comments and strings are blanked first, so that a line that starts with "def" is one. A list of
// parameters is read ahead over its lines; that is paid from a budget, so that a file of nothing but open brackets takes no longer
// than any other of its length.
#include <algorithm>
#include <array>
#include <map>

#include "core/inference/handler_candidates.h"
#include "core/text/ascii.h"

namespace lambdalocal {
namespace {

using namespace std::string_view_literals;

bool is_name_character(char c) { return is_alphanumeric(c) || c == '_' || (c & 0x80) != 0; }

// The index after the string that starts at `start` with a quote; a one-line string ends at the line's end at the
// latest.
std::size_t end_of_string(std::string_view text, std::size_t start) {
  const std::string_view triple = text.substr(start, 3);
  const std::string_view quote = triple == "\"\"\"" || triple == "'''" ? triple : text.substr(start, 1);
  for (std::size_t i = start + quote.size(); i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '\n' && quote.size() == 1) {
      return i;
    } else if (text.substr(i, quote.size()) == quote) {
      return i + quote.size();
    }
  }
  return text.size();
}

// The text with comments and strings replaced by spaces; a string's lines after its first are no lines of code any
// more.
std::string code_only(std::string_view text) {
  std::string code;
  code.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '#') {
      i = std::min(text.find('\n', i), text.size());
    } else if (text[i] == '"' || text[i] == '\'') {
      i = end_of_string(text, i);
      code += ' ';
    } else {
      code += text[i++];
    }
  }
  return code;
}

struct Parameters {
  std::vector<std::string_view> positional;
  bool variadic = false;  // *args
};

// How often the whole file may be read ahead: in a module that is Python, every list of parameters is read once.
constexpr std::size_t kTimesReadAhead = 4;

// The names between the bracket at the start of `rest` and its partner; annotations and defaults are left out.
Parameters read_parameters(std::string_view rest, std::size_t& budget) {
  Parameters parameters;
  int depth = 0;
  bool at_start = true;
  bool keyword_only = false;
  const std::size_t most = std::min(rest.size(), budget);
  std::size_t i = 0;
  for (; i < most; ++i) {
    const char c = rest[i];
    if (c == '(' || c == '[' || c == '{') {
      ++depth;
    } else if (c == ')' || c == ']' || c == '}') {
      if (--depth == 0) break;
    } else if (c == ',' && depth == 1) {
      at_start = true;
    } else if (at_start && c == '*') {
      if (rest.substr(i, 2) == "**") {
        at_start = false;
        ++i;
      } else {
        parameters.variadic = i + 1 < rest.size() && is_name_character(rest[i + 1]);
        keyword_only = true;
        at_start = false;
      }
    } else if (at_start && is_name_character(c)) {
      const std::size_t start = i;
      while (i + 1 < rest.size() && is_name_character(rest[i + 1])) ++i;
      if (!keyword_only) parameters.positional.push_back(rest.substr(start, i + 1 - start));
      at_start = false;
    }
  }
  budget -= std::min(i, budget);
  return parameters;
}

template <std::size_t N>
bool one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::ranges::find(words, word) != words.end();
}

bool is_handler_name(std::string_view name) { return name == "lambda_handler" || name == "handler"; }

bool takes_event_and_context(const Parameters& parameters) {
  static constexpr std::array kEvent = {"event"sv, "_event"sv, "evt"sv, "lambda_event"sv, "aws_event"sv};
  static constexpr std::array kContext = {"context"sv, "_context"sv, "ctx"sv, "_ctx"sv, "lambda_context"sv, "_"sv};
  return parameters.positional.size() == 2 && one_of(parameters.positional[0], kEvent) &&
         one_of(parameters.positional[1], kContext);
}

bool consume_word(std::string_view& line, std::string_view word) {
  if (!line.starts_with(word) || (line.size() > word.size() && is_name_character(line[word.size()]))) return false;
  line.remove_prefix(word.size());
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  return true;
}

std::string_view leading_name(std::string_view line) {
  const auto end = std::ranges::find_if_not(line, is_name_character);
  return line.substr(0, static_cast<std::size_t>(end - line.begin()));
}

class Candidates {
 public:
  explicit Candidates(std::size_t length_of_code) : budget_(kTimesReadAhead * length_of_code) {}

  void add_definition(std::string_view after_def);
  void add_assignment(std::string_view line);
  std::vector<HandlerCandidate> take() { return std::move(candidates_); }

 private:
  void add(std::string_view name, CandidateStrength strength);

  std::size_t budget_;  // of characters read ahead
  std::vector<HandlerCandidate> candidates_;
  std::map<std::string_view, std::size_t> known_;  // name -> its place in candidates_
};

void Candidates::add(std::string_view name, CandidateStrength strength) {
  const auto [known, is_new] = known_.emplace(name, candidates_.size());
  if (is_new) {
    candidates_.push_back({std::string(name), strength});
  } else {
    candidates_[known->second].strength = std::max(candidates_[known->second].strength, strength);
  }
}

void Candidates::add_definition(std::string_view after_def) {
  const std::string_view name = leading_name(after_def);
  std::string_view rest = after_def.substr(name.size());
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t\\\r\n"), rest.size()));
  if (name.empty() || !rest.starts_with('(')) return;
  const Parameters parameters = read_parameters(rest, budget_);
  const bool callable = parameters.positional.size() >= 2 || parameters.variadic;
  if (is_handler_name(name)) {
    add(name, callable ? CandidateStrength::Named : CandidateStrength::Likely);
  } else if (takes_event_and_context(parameters) || (name.ends_with("_handler") && parameters.positional.size() == 2)) {
    add(name, CandidateStrength::Likely);
  }
}

// handler = Mangum(app); but not handler = logging.StreamHandler().
void Candidates::add_assignment(std::string_view line) {
  const std::string_view name = leading_name(line);
  if (!is_handler_name(name)) return;
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos || line.substr(equals, 2) == "==") return;
  const std::string_view between = line.substr(name.size(), equals - name.size());
  const std::size_t first = between.find_first_not_of(" \t");
  if (first != std::string_view::npos && between[first] != ':') return;
  const std::string_view value = line.substr(equals + 1);
  if (value.find("logging") != std::string_view::npos || value.find("Handler(") != std::string_view::npos) return;
  add(name, CandidateStrength::Named);
}

}  // namespace

std::vector<HandlerCandidate> python_candidates(std::string_view text) {
  const std::string code = code_only(text);
  Candidates candidates(code.size());
  for (std::size_t start = 0; start < code.size();) {
    const std::size_t end = std::min(code.find('\n', start), code.size());
    std::string_view line = std::string_view(code).substr(start, end - start);
    if (!line.empty() && is_name_character(line.front())) {
      consume_word(line, "async");
      if (consume_word(line, "def")) {
        candidates.add_definition(std::string_view(code).substr(static_cast<std::size_t>(line.data() - code.data())));
      } else {
        candidates.add_assignment(line);
      }
    }
    start = end + 1;
  }
  return candidates.take();
}

}  // namespace lambdalocal

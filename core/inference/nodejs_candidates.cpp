// Node.js: what a module exports, in ECMAScript's and CommonJS's ways and as bundlers and compilers write them. The tokens are
// gone through once; where a statement is read ahead to its end, that is paid from a budget, so that a file of nothing but
// unfinished statements takes no longer than any other of its length.
#include <algorithm>
#include <optional>
#include <set>

#include "core/inference/handler_candidates.h"
#include "core/inference/javascript_tokens.h"

namespace lambdalocal {
namespace {

using Kind = JavaScriptToken::Kind;

bool looks_like_handler_name(std::string_view name) {
  return name.ends_with("andler") || name.find("ambda") != std::string_view::npos;
}

class ExportReader {
 public:
  explicit ExportReader(std::string_view text)
      : tokens_(javascript_tokens(text)), budget_(kTimesReadAhead * tokens_.size()) {}

  std::vector<HandlerCandidate> read() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (tokens_[i].kind != Kind::Word || is(i - 1, ".")) continue;
      const std::string_view word = tokens_[i].text;
      if (word == "export") {
        export_statement(i + 1);
      } else if (word == "exports") {
        assignment_to_exports(i + 1);
      } else if (word == "module" && is(i + 1, ".") && is(i + 2, "exports")) {
        if (is(i + 3, "=") && is(i + 4, "{")) {
          names_of_object(i + 4);
        } else {
          assignment_to_exports(i + 3);
        }
      } else if (word == "Object" && is(i + 1, ".") && is(i + 2, "defineProperty") && is(i + 3, "(")) {
        const std::size_t name = is(i + 4, "module") ? i + 8 : i + 6;
        if (is(name - 2, "exports") && is(name - 1, ",") && kind(name) == Kind::String) add(tokens_[name].text, false);
      } else if ((word == "__export" || word == "_export") && is(i + 1, "(") && is(i + 3, ",") && is(i + 4, "{")) {
        names_of_object(i + 4);  // esbuild, SWC
      }
    }
    return std::move(candidates_);
  }

 private:
  bool is(std::size_t index, std::string_view text) const {
    return index < tokens_.size() && tokens_[index].kind != Kind::String && tokens_[index].text == text;
  }
  std::optional<Kind> kind(std::size_t index) const {
    return index < tokens_.size() ? std::optional(tokens_[index].kind) : std::nullopt;
  }

  void add(std::string_view name, bool takes_event) {
    const bool named = name == "handler";
    if (name.empty() || name.find_first_of(" \t\r\n./") != std::string_view::npos) return;  // no --handler can say it
    if (!named && !takes_event && !looks_like_handler_name(name)) return;
    const CandidateStrength strength = named ? CandidateStrength::Named : CandidateStrength::Likely;
    if (known_.insert(name).second) candidates_.push_back({std::string(name), strength});
  }

  // Whether one more token may be read ahead.
  bool pay() { return budget_ > 0 && budget_-- > 0; }

  // Whether the value that starts at `i` is a function whose first parameter is the event, or is made by something that
  // makes handlers.
  bool value_takes_event(std::size_t i) {
    if (is(i, "awslambda") || is(i, "streamifyResponse") || is(i, "middy")) return true;
    if (is(i, "async")) ++i;
    if (is(i, "function")) {
      while (i < tokens_.size() && !is(i, "(") && pay()) ++i;
    }
    if (is(i, "(")) ++i;
    return is(i, "event") || is(i, "_event") || is(i, "evt");
  }

  void export_statement(std::size_t i) {
    if (is(i, "{")) {
      export_list(i + 1);
    } else if (is(i, "default")) {
      if (is(i + 1, "{")) {
        names_of_object(i + 1);
      } else if (value_takes_event(i + 1)) {
        add("default", true);
      }
    } else if (is(i, "const") || is(i, "let") || is(i, "var")) {
      if (kind(i + 1) == Kind::Word) add(tokens_[i + 1].text, is(i + 2, "=") && value_takes_event(i + 3));
    } else {
      const std::size_t function = is(i, "async") ? i + 1 : i;
      const std::size_t name = is(function + 1, "*") ? function + 2 : function + 1;
      if (is(function, "function") && kind(name) == Kind::Word) add(tokens_[name].text, value_takes_event(i));
    }
  }

  // { a, b as handler, c as "handler" }
  void export_list(std::size_t i) {
    for (; i < tokens_.size() && !is(i, "}") && pay(); ++i) {
      const bool last_of_item = is(i + 1, ",") || is(i + 1, "}");
      if (last_of_item && kind(i) != Kind::Punctuation) add(tokens_[i].text, false);
    }
  }

  // .handler = value, ["handler"] = value; but not == and not "= void 0", which compilers put first.
  void assignment_to_exports(std::size_t i) {
    std::size_t name = i + 1;
    std::size_t equals = i + 2;
    if (is(i, "[") && kind(name) == Kind::String && is(i + 2, "]")) {
      equals = i + 3;
    } else if (!is(i, ".") || kind(name) != Kind::Word) {
      return;
    }
    if (!is(equals, "=") || is(equals + 1, "=") || is(equals + 1, "void")) return;
    add(tokens_[name].text, value_takes_event(equals + 1));
  }

  // The property names of the object literal whose brace stands at `i`.
  void names_of_object(std::size_t i) {
    int depth = 0;
    bool at_start = true;
    for (; i < tokens_.size() && pay(); ++i) {
      if (is(i, "{") || is(i, "(") || is(i, "[")) {
        ++depth;
      } else if (is(i, "}") || is(i, ")") || is(i, "]")) {
        if (--depth == 0) return;
      } else if (depth == 1 && is(i, ",")) {
        at_start = true;
      } else if (depth == 1 && at_start && kind(i) != Kind::Punctuation) {
        const bool modifier = (is(i, "async") || is(i, "get")) && kind(i + 1) != Kind::Punctuation;
        if (modifier) continue;
        const bool method = is(i + 1, "(");
        add(tokens_[i].text, method ? value_takes_event(i + 1) : is(i + 1, ":") && value_takes_event(i + 2));
        at_start = false;
      }
    }
  }

  // How often the whole file may be read ahead: real modules nest exported objects a few levels deep.
  static constexpr std::size_t kTimesReadAhead = 16;

  std::vector<JavaScriptToken> tokens_;
  std::size_t budget_;  // of tokens read ahead
  std::vector<HandlerCandidate> candidates_;
  std::set<std::string_view> known_;  // their names
};

}  // namespace

std::vector<HandlerCandidate> nodejs_candidates(std::string_view text) { return ExportReader(text).read(); }

}  // namespace lambdalocal

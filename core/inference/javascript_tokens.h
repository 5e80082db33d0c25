// JavaScript as words, strings and punctuation: enough to see what a module exports. Comments are dropped, template
// literals are one string token, regular expressions are dropped.
#pragma once

#include <string_view>
#include <vector>

namespace lambdalocal {

struct JavaScriptToken {
  enum class Kind { Word, String, Punctuation };
  Kind kind;
  std::string_view text;  // a view into the source; a string's without its quotes; punctuation is one character
};

// Never fails: text that is no JavaScript gives some tokens.
std::vector<JavaScriptToken> javascript_tokens(std::string_view text);

}  // namespace lambdalocal

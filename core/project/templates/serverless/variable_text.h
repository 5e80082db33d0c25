// How variables of a serverless.yml are written: ${type(parameters):address, another, 'a literal'}.
// Source: serverless.com/framework/docs/guides/variables
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/project/templates/value.h"

namespace lambdalocal::templates::serverless {

struct FoundVariable {
  std::size_t begin, end;  // from the dollar to behind the brace

  std::string_view body(std::string_view text) const { return text.substr(begin + 2, end - begin - 3); }
};

// The first that begins at `from` or later, with all that is inside of it. What does not begin with a type (${AWS::Region}, ${Name})
// or does not end is none.
std::optional<FoundVariable> find_variable(std::string_view text, std::size_t from);

// At the separators that stand in no variable, quotes or parentheses.
std::vector<std::string_view> parts_of(std::string_view text, char separator);

// Where the parenthesis closes that opens at the beginning; npos when it does not.
std::size_t end_of_parentheses(std::string_view text);

bool is_quoted(std::string_view text);

// 'text', "text", a number, true, false or null; a null pointer when it is none of them.
ValuePtr literal_of(std::string_view text, TextPosition at);

std::string_view trimmed(std::string_view text);

}  // namespace lambdalocal::templates::serverless

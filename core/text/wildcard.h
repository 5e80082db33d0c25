// Patterns with * (any text, none too) and ? (any one byte), as policies of IAM and rules of load balancers have them.
#pragma once

#include <string_view>

namespace lambdalocal {

enum class Escapes { None, Backslash };  // Backslash: \* and \? stand for themselves

// Whether all of `text` is what the pattern says. Time is bounded by the product of both lengths.
bool wildcard_match(std::string_view pattern, std::string_view text, Escapes escapes = Escapes::None);

}  // namespace lambdalocal

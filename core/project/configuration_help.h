// Every key of lambdalocal.json with an example, for people: a whole file as one would write it, and beside each line what it
// says. Made of the tables of configuration_keys.h.
#pragma once

#include <string>

namespace lambdalocal::configuration {

// Where the words begin: what stands before that column is, line after line, a lambdalocal.json that the reader takes.
inline constexpr std::size_t kWordsColumn = 64;

std::string annotated_example();

}  // namespace lambdalocal::configuration

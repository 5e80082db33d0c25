// "did you mean": the word a person probably meant, among the words that exist (commands, flags, runtimes, functions).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace lambdalocal {

// How many characters must be added, removed, replaced or swapped with their neighbour to make one word the other.
// Words over 256 bytes are compared by their beginnings.
std::size_t edit_distance(std::string_view left, std::string_view right);

// The candidate nearest to `word`, or none when none is near enough to be what was meant (a third of its letters). The
// first of equals wins. Upper and lower case count as the same letter.
std::optional<std::string_view> closest_word(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace lambdalocal

// What strangers sent, as it may be shown on a terminal: control characters, those of C1 too, could move its cursor, set
// its title or answer for its person, so they are written as escapes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lambdalocal {

// The length of the character at the start of `text`, 0 where there is none that may be shown as it is: at the end, for
// control characters, for what is not UTF-8.
std::size_t printable_length(std::string_view text);

// "a\x1b[2Jb" -> a, \x1b, [2Jb with the escape byte spelled out; all else as it is.
std::string printable(std::string_view text);

}  // namespace lambdalocal

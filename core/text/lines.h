// The lines of a text, one after another, without their newlines. A text that ends in one has no empty line behind it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace lambdalocal {

template <typename Line>
void for_each_line(std::string_view text, Line line) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    line(text.substr(begin, end - begin));
    begin = end + 1;
  }
}

}  // namespace lambdalocal

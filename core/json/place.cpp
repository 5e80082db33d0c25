#include "core/json/place.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/json/outline.h"
#include "core/text/utf8.h"

namespace lambdalocal {

TextPosition text_position(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  TextPosition position;
  position.line += static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  const std::string_view line = before.substr(before.rfind('\n') + 1);  // npos + 1 is 0
  position.column += static_cast<std::size_t>(
      std::count_if(line.begin(), line.end(), [](char byte) { return !continues_utf8(byte); }));
  return position;
}

JsonPlace JsonPlace::member(std::string_view name) const {
  JsonPlace inner = *this;
  inner.path_.emplace_back(name);
  return inner;
}

std::string JsonPlace::position() const {
  std::string_view value = text_;
  std::size_t offset = 0;
  for (const std::string& name : path_) {
    std::vector<JsonMember> members;
    if (find_json_fault(value, members)) break;
    const auto is_named = [&name](const JsonMember& member) { return name_of(member) == name; };
    const auto found = std::find_if(members.rbegin(), members.rend(), is_named);
    if (found == members.rend()) break;
    value = found->value;
    offset = static_cast<std::size_t>(found->name.data() - text_.data()) - 1;  // with its quote
  }
  const TextPosition at = text_position(text_, offset);
  return fmt::format("{}:{}:{}", file_, at.line, at.column);
}

Error JsonPlace::error(std::string_view what) const {
  return {ErrorKind::BadConfiguration, fmt::format("{}: {}", position(), what)};
}

}  // namespace lambdalocal

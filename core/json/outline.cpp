#include "core/json/outline.h"

#include <algorithm>

#include "core/json/text.h"

namespace lambdalocal {

JsonType json_type(std::string_view value) {
  switch (value.front()) {
    case '{': return JsonType::Object;
    case '[': return JsonType::Array;
    case '"': return JsonType::String;
    case 't':
    case 'f': return JsonType::Boolean;
    case 'n': return JsonType::Null;
    default: return JsonType::Number;
  }
}

std::string name_of(const JsonMember& member) {
  const std::string_view name = member.name;
  if (name.find('\\') == std::string_view::npos) return std::string(name);
  // The quotes stand around it.
  return json_string_value({name.data() - 1, name.size() + 2}).value_or(std::string(name));
}

std::optional<JsonOutline> JsonOutline::read(std::string_view text) {
  JsonOutline outline;
  if (find_json_fault(text, outline.members_)) return std::nullopt;
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kSpace);
  outline.text_ = text.substr(first, text.find_last_not_of(kSpace) + 1 - first);
  return outline;
}

std::optional<std::string_view> JsonOutline::find(std::string_view name) const {
  const auto has_name = [&](const JsonMember& member) {
    return member.name == name || (member.name.find('\\') != std::string_view::npos && name_of(member) == name);
  };
  const auto found = std::find_if(members_.rbegin(), members_.rend(), has_name);
  return found == members_.rend() ? std::nullopt : std::optional(found->value);
}

}  // namespace lambdalocal

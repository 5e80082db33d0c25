// A JSON text one level deep: checked as a whole, but only the members of its outermost object are taken apart, each still
// JSON text. For payloads of megabytes of which nearly all is one string.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json/check.h"

namespace lambdalocal {

enum class JsonType { Null, Boolean, Number, String, Array, Object };

// Of valid JSON without white space in front.
JsonType json_type(std::string_view value);

class JsonOutline {
 public:
  // None when the text, which must outlive the outline, is no JSON or nests too deep.
  static std::optional<JsonOutline> read(std::string_view text);

  std::string_view text() const { return text_; }  // without white space around it
  JsonType type() const { return json_type(text_); }

  // The members when it is an object, in the text's order.
  const std::vector<JsonMember>& members() const { return members_; }
  // The value of a name, which counts as it is written last.
  std::optional<std::string_view> find(std::string_view name) const;

 private:
  std::string_view text_;
  std::vector<JsonMember> members_;
};

// What the name of a member says: its escapes undone.
std::string name_of(const JsonMember& member);

}  // namespace lambdalocal

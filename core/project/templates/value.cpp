#include "core/project/templates/value.h"

#include <limits>

#include "core/json/check.h"
#include "core/json/text.h"

namespace lambdalocal::templates {
namespace {

using Kind = Value::Kind;

ValuePtr scalar(Kind kind, std::string text, TextPosition at) {
  auto value = std::make_shared<Value>();
  value->kind = kind;
  value->text = std::move(text);
  value->at = at;
  return value;
}

void append(std::string& out, const Value& value, std::size_t most) {
  if (out.size() > most) return;
  switch (value.kind) {
    case Kind::Null: out += "null"; return;
    case Kind::Boolean: out += value.text; return;
    case Kind::Text: append_json_string(out, value.text); return;
    case Kind::Number:
      if (find_json_fault(value.text)) {  // 1. and .5 are numbers of YAML only
        append_json_string(out, value.text);
      } else {
        out += value.text;
      }
      return;
    case Kind::List:
      out += '[';
      for (const ValuePtr& item : value.items) {
        if (&item != &value.items.front()) out += ',';
        append(out, *item, most);
      }
      out += ']';
      return;
    case Kind::Object: break;
  }
  out += '{';
  for (const Member& member : value.members) {
    if (&member != &value.members.front()) out += ',';
    append_json_string(out, member.name);
    out += ':';
    append(out, *member.value, most);
  }
  out += '}';
}

}  // namespace

const ValuePtr& Value::member(std::string_view name) const {
  static const ValuePtr kNone;
  for (const Member& member : members) {
    if (member.name == name) return member.value->is_null() ? kNone : member.value;
  }
  return kNone;
}

std::string_view Value::text_of(std::string_view name) const {
  const Value* value = find(name);
  return value != nullptr && value->is_scalar() ? std::string_view(value->text) : std::string_view();
}

ValuePtr make_null(TextPosition at) { return scalar(Kind::Null, "", at); }
ValuePtr make_text(std::string text, TextPosition at) { return scalar(Kind::Text, std::move(text), at); }
ValuePtr make_boolean(bool value, TextPosition at) { return scalar(Kind::Boolean, value ? "true" : "false", at); }
ValuePtr make_number(std::string text, TextPosition at) { return scalar(Kind::Number, std::move(text), at); }

ValuePtr make_list(std::vector<ValuePtr> items, TextPosition at) {
  auto value = std::make_shared<Value>();
  value->kind = Kind::List;
  value->items = std::move(items);
  value->at = at;
  return value;
}

ValuePtr make_object(std::vector<Member> members, TextPosition at) {
  auto value = std::make_shared<Value>();
  value->kind = Kind::Object;
  value->members = std::move(members);
  value->at = at;
  return value;
}

std::string_view name_of_kind(const Value& value) {
  switch (value.kind) {
    case Kind::Null: return "null";
    case Kind::Boolean: return "a boolean";
    case Kind::Number: return "a number";
    case Kind::Text: return "a string";
    case Kind::List: return "a list";
    case Kind::Object: break;
  }
  return "an object";
}

bool is_true(const Value* value) {
  return value != nullptr && value->is_scalar() && (value->text == "true" || value->text == "True");
}

std::string to_json(const Value& value) {
  std::string out;
  append(out, value, std::numeric_limits<std::size_t>::max());
  return out;
}

std::optional<std::string> to_json_within(const Value& value, std::size_t most_bytes) {
  std::string out;
  append(out, value, most_bytes);
  if (out.size() > most_bytes) return std::nullopt;
  return out;
}

}  // namespace lambdalocal::templates

// A value of a template, whether it was written as YAML or as JSON: what both have in common, with the place where it stands for
// messages about it. CloudFormation's short forms are the long ones in here: !Sub "x" is {"Fn::Sub": "x"}.
//
// Values are shared and never change: an anchor that is named a thousand times is there once.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json/place.h"

namespace lambdalocal::templates {

struct Value;
using ValuePtr = std::shared_ptr<const Value>;

struct Member {
  std::string name;
  ValuePtr value;
  TextPosition at;  // of the name
};

struct Value {
  enum class Kind { Null, Boolean, Number, Text, List, Object };

  Kind kind = Kind::Null;
  std::string text;             // of a scalar: a number as it is written, "true" or "false"; empty for null
  std::vector<ValuePtr> items;  // of a list; none is a null pointer
  std::vector<Member> members;  // of an object, in their order, each name once
  TextPosition at = {};

  bool is_object() const { return kind == Kind::Object; }
  bool is_list() const { return kind == Kind::List; }
  bool is_text() const { return kind == Kind::Text; }
  bool is_null() const { return kind == Kind::Null; }
  // Text, a number or a boolean: what CloudFormation makes a string of where it needs one.
  bool is_scalar() const { return kind == Kind::Text || kind == Kind::Number || kind == Kind::Boolean; }

  // A member of an object that is not null; null when it is absent, or this is no object.
  const ValuePtr& member(std::string_view name) const;
  const Value* find(std::string_view name) const { return member(name).get(); }
  // The same along names that are members of one another.
  template <typename... Names>
  const Value* find(std::string_view name, Names... names) const {
    const Value* inner = find(name);
    return inner == nullptr ? nullptr : inner->find(names...);
  }
  // The text of a scalar member, else empty.
  std::string_view text_of(std::string_view name) const;
};

ValuePtr make_null(TextPosition at = {});
ValuePtr make_text(std::string text, TextPosition at = {});
ValuePtr make_boolean(bool value, TextPosition at = {});
ValuePtr make_number(std::string text, TextPosition at = {});
ValuePtr make_list(std::vector<ValuePtr> items, TextPosition at = {});
ValuePtr make_object(std::vector<Member> members, TextPosition at = {});

// What messages call it: "an object", "a string".
std::string_view name_of_kind(const Value& value);

// Whether a scalar says yes: true, or the text of it.
bool is_true(const Value* value);

// As JSON, without white space. Aliases are written out: of a template's own values (which nobody has worked out) there may be more
// than fits into any memory, so they are written by the second one: none when it is longer than that.
std::string to_json(const Value& value);
std::optional<std::string> to_json_within(const Value& value, std::size_t most_bytes);

}  // namespace lambdalocal::templates

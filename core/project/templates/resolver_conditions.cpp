// Conditions. Source: docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html
#include <fmt/format.h>

#include <algorithm>

#include "core/project/templates/resolver.h"

namespace lambdalocal::templates {

constexpr std::size_t kMostConditions = 10;  // of Fn::And and Fn::Or

bool Resolver::condition(std::string_view name, TextPosition at) {
  if (const auto known = conditions_.find(name); known != conditions_.end()) return known->second;
  const ValuePtr declaration = template_.conditions ? template_.conditions->member(name) : nullptr;
  if (!declaration) {
    problem(at, fmt::format("there is no condition {}", name));
    return false;
  }
  const std::string key = fmt::format("condition {}", name);
  if (!open_.insert(key).second) {
    problem(at, fmt::format("the condition {} depends on itself", name));
    return false;
  }
  const bool value = holds(declaration);
  open_.erase(key);
  conditions_.insert_or_assign(std::string(name), value);
  return value;
}

bool Resolver::holds(const ValuePtr& value) { return is_true(resolve(value).get()); }

ValuePtr Resolver::named_condition(const Value& argument) {
  return make_boolean(condition(argument.text, argument.at), argument.at);
}

ValuePtr Resolver::if_(const Value& argument) {
  const auto given = arguments(argument, "Fn::If", 3, 3);
  if (!given) return make_null(argument.at);
  const Value& name = *(*given)[0];
  const bool value = name.is_scalar() ? condition(name.text, name.at) : holds((*given)[0]);
  return resolve((*given)[value ? 1 : 2]);
}

ValuePtr Resolver::equals(const Value& argument) {
  const auto given = arguments(argument, "Fn::Equals", 2, 2);
  if (!given) return make_null(argument.at);
  const ValuePtr left = resolve((*given)[0]), right = resolve((*given)[1]);
  const auto written = [](const ValuePtr& value) {
    if (!value) return std::string();
    return value->is_scalar() ? value->text : to_json(*value);
  };
  return make_boolean(written(left) == written(right), argument.at);
}

ValuePtr Resolver::and_(const Value& argument) {
  const auto given = arguments(argument, "Fn::And", 1, kMostConditions);
  if (!given) return make_null(argument.at);
  return make_boolean(std::ranges::all_of(*given, [this](const ValuePtr& one) { return holds(one); }), argument.at);
}

ValuePtr Resolver::or_(const Value& argument) {
  const auto given = arguments(argument, "Fn::Or", 1, kMostConditions);
  if (!given) return make_null(argument.at);
  return make_boolean(std::ranges::any_of(*given, [this](const ValuePtr& one) { return holds(one); }), argument.at);
}

ValuePtr Resolver::not_(const Value& argument) {
  const auto given = arguments(argument, "Fn::Not", 1, 1);
  return given ? make_boolean(!holds((*given)[0]), argument.at) : make_null(argument.at);
}

}  // namespace lambdalocal::templates

#include "core/json/object_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/text/suggestion.h"

namespace lambdalocal {

std::string_view name_of_type(const nlohmann::json& value) {
  using Type = nlohmann::json::value_t;
  switch (value.type()) {
    case Type::null: return "null";
    case Type::object: return "an object";
    case Type::array: return "a list";
    case Type::string: return "a string";
    case Type::boolean: return "a boolean";
    case Type::number_float: return "a fraction";
    default: return "a number";
  }
}

std::string unknown_key(std::string_view name, const std::vector<std::string_view>& known) {
  return unknown_key(name, name, known);
}

std::string unknown_key(std::string_view full_name, std::string_view name, const std::vector<std::string_view>& known) {
  if (const auto closest = closest_word(name, known)) {
    return fmt::format("unknown key {}; did you mean {}?", full_name, *closest);
  }
  return fmt::format("unknown key {}; known here: {}", full_name, fmt::join(known, ", "));
}

Result<ConfigurationObject> ConfigurationObject::open(JsonPlace place, std::string name, const nlohmann::json& value,
                                                      const std::vector<std::string_view>& known) {
  if (!value.is_object()) {
    return place.error(fmt::format("{} must be an object, not {}", name, name_of_type(value)));
  }
  for (const auto& [key, ignored] : value.items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    return place.member(key).error(fmt::format("{}: {}", name, unknown_key(key, known)));
  }
  return ConfigurationObject(std::move(place), std::move(name), value);
}

Result<ConfigurationObject> ConfigurationObject::open(std::string_view member,
                                                      const std::vector<std::string_view>& known) const {
  return open(place_.member(member), fmt::format("{}.{}", name_, member), *find(member), known);
}

const nlohmann::json* ConfigurationObject::find(std::string_view name) const {
  const auto found = value_->find(std::string(name));
  return found == value_->end() ? nullptr : &*found;
}

Error ConfigurationObject::wrong(std::string_view name, std::string_view must_be) const {
  const nlohmann::json* value = find(name);
  const bool is_short = value != nullptr && value->is_primitive() && value->dump().size() < 80;
  return place_.member(name).error(fmt::format("{}.{} must be {}, not {}", name_, name, must_be,
                                               value == nullptr ? "absent"
                                               : is_short       ? value->dump()
                                                                : name_of_type(*value)));
}

Error ConfigurationObject::missing(std::string_view name, std::string_view what) const {
  return place_.error(fmt::format("{}.{} is missing: {}", name_, name, what));
}

Result<std::optional<std::string>> ConfigurationObject::text(std::string_view name) const {
  const nlohmann::json* value = find(name);
  if (value == nullptr) return std::optional<std::string>();
  if (!value->is_string()) return wrong(name, "a string");
  return std::optional(value->get<std::string>());
}

Result<std::optional<bool>> ConfigurationObject::flag(std::string_view name) const {
  const nlohmann::json* value = find(name);
  if (value == nullptr) return std::optional<bool>();
  if (!value->is_boolean()) return wrong(name, "true or false");
  return std::optional(value->get<bool>());
}

Result<std::optional<int>> ConfigurationObject::whole_number(std::string_view name, int least, int most) const {
  const nlohmann::json* value = find(name);
  if (value == nullptr) return std::optional<int>();
  const std::string must_be = fmt::format("a whole number from {} to {}", least, most);
  if (!value->is_number_integer()) return wrong(name, must_be);
  const bool is_huge = value->is_number_unsigned() && value->get<std::uint64_t>() > 0x7fffffffU;
  const auto number = is_huge ? std::int64_t{0x80000000} : value->get<std::int64_t>();
  if (number < least || number > most) return wrong(name, must_be);
  return std::optional(static_cast<int>(number));
}

Result<std::optional<std::string>> ConfigurationObject::one_of(std::string_view name,
                                                               std::initializer_list<std::string_view> words) const {
  TRY(word, text(name));
  if (word && std::find(words.begin(), words.end(), *word) == words.end()) {
    return wrong(name, fmt::format("{}", fmt::join(words, " or ")));
  }
  return std::move(word);
}

Result<std::vector<std::string>> ConfigurationObject::texts(std::string_view name) const {
  const nlohmann::json* value = find(name);
  std::vector<std::string> found;
  if (value == nullptr) return found;
  if (value->is_string()) return std::vector{value->get<std::string>()};
  if (!value->is_array()) return wrong(name, "a list of strings");
  for (const nlohmann::json& one : *value) {
    if (!one.is_string()) return wrong(name, "a list of strings");
    found.push_back(one.get<std::string>());
  }
  return found;
}

Result<std::vector<std::pair<std::string, std::string>>> ConfigurationObject::named_texts(std::string_view name) const {
  const nlohmann::json* value = find(name);
  std::vector<std::pair<std::string, std::string>> found;
  if (value == nullptr) return found;
  if (!value->is_object()) return wrong(name, "an object of strings");
  for (const auto& [key, one] : value->items()) {
    if (!one.is_string()) return wrong(name, "an object of strings");
    found.emplace_back(key, one.get<std::string>());
  }
  return found;
}

}  // namespace lambdalocal

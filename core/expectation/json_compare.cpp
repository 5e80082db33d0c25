#include "core/expectation/json_compare.h"

#include <algorithm>

namespace lambdalocal::expectation {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kShown = 200;  // bytes of a value

// "/a~1b" of the name "a/b".
std::string step(const std::string& name) { return (Json::json_pointer() / name).to_string(); }

void compare_objects(const Json& expected, const Json& actual, Extra extra, const std::string& where,
                     std::vector<Difference>& found) {
  for (const auto& [name, value] : expected.items()) {
    const std::string place = where + step(name);
    const auto member = actual.find(name);
    if (member == actual.end()) {
      found.push_back({place, shown(value), "(absent)"});
    } else {
      compare_json(value, *member, extra, place, found);
    }
  }
  if (extra == Extra::Accepted) return;
  for (const auto& [name, value] : actual.items()) {
    if (!expected.contains(name)) found.push_back({where + step(name), "(absent)", shown(value)});
  }
}

void compare_arrays(const Json& expected, const Json& actual, Extra extra, const std::string& where,
                    std::vector<Difference>& found) {
  for (std::size_t index = 0; index < std::max(expected.size(), actual.size()); ++index) {
    const std::string place = where + "/" + std::to_string(index);
    if (index >= actual.size()) {
      found.push_back({place, shown(expected[index]), "(absent)"});
    } else if (index >= expected.size()) {
      found.push_back({place, "(absent)", shown(actual[index])});
    } else {
      compare_json(expected[index], actual[index], extra, place, found);
    }
    if (found.size() >= kMostDifferences) return;
  }
}

template <typename Value>
Value* find_at(Value& value, const std::string& pointer) {
  try {
    const Json::json_pointer place(pointer);
    return value.contains(place) ? &value.at(place) : nullptr;
  } catch (const Json::exception&) {  // no pointer, or an index that no array has
    return nullptr;
  }
}

}  // namespace

std::string shown(const Json& value) {
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() <= kShown) return text;
  return text.substr(0, kShown / 2) + " ... " + text.substr(text.size() - kShown / 2);
}

const Json* value_at(const Json& value, const std::string& pointer) { return find_at(value, pointer); }
Json* value_at(Json& value, const std::string& pointer) { return find_at(value, pointer); }

void compare_json(const Json& expected, const Json& actual, Extra extra, const std::string& where,
                  std::vector<Difference>& found) {
  if (found.size() >= kMostDifferences) return;
  if (expected.is_object() && actual.is_object()) return compare_objects(expected, actual, extra, where, found);
  if (expected.is_array() && actual.is_array()) return compare_arrays(expected, actual, extra, where, found);
  if (expected != actual) found.push_back({where, shown(expected), shown(actual)});
}

}  // namespace lambdalocal::expectation

#include "core/expectation/json_compare.h"

#include <charconv>

namespace lambdalocal::expectation {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kShown = 200;  // bytes of a value

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
}

void compare_objects(const Json& expected, const Json& actual, Extra extra, const std::string& where,
                     std::vector<Difference>& found) {
  for (const auto& [name, value] : expected.items()) {
    const std::string place = where + "/" + pointer_step(name);
    const auto member = actual.find(name);
    if (member == actual.end()) {
      found.push_back({place, shown(value), "(absent)"});
    } else {
      compare_json(value, *member, extra, place, found);
    }
  }
  if (extra == Extra::Accepted) return;
  for (const auto& [name, value] : actual.items()) {
    if (!expected.contains(name)) found.push_back({where + "/" + pointer_step(name), "(absent)", shown(value)});
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
  if (pointer.empty()) return &value;
  if (pointer[0] != '/') return nullptr;
  Value* at = &value;
  for (std::size_t begin = 1; begin <= pointer.size();) {
    const std::size_t end = std::min(pointer.find('/', begin), pointer.size());
    std::string step = pointer.substr(begin, end - begin);
    begin = end + 1;
    if (at->is_object()) {
      replace_all(step, "~1", "/");
      replace_all(step, "~0", "~");
      const auto member = at->find(step);
      if (member == at->end()) return nullptr;
      at = &*member;
    } else if (at->is_array()) {
      std::size_t index = 0;
      const auto [last, fault] = std::from_chars(step.data(), step.data() + step.size(), index);
      if (fault != std::errc{} || last != step.data() + step.size() || index >= at->size()) return nullptr;
      at = &(*at)[index];
    } else {
      return nullptr;
    }
  }
  return at;
}

}  // namespace

std::string pointer_step(std::string name) {
  replace_all(name, "~", "~0");
  replace_all(name, "/", "~1");
  return name;
}

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

#include "core/events/shape.h"

#include <optional>

namespace lambdalocal::events {
namespace {

constexpr std::string_view kOpen = "{{", kClose = "}}";

std::optional<std::string_view> whole_placeholder(std::string_view text) {
  if (!text.starts_with(kOpen) || text.find(kClose) != text.size() - kClose.size()) return std::nullopt;
  return text.substr(kOpen.size(), text.size() - kOpen.size() - kClose.size());
}

std::string filled(std::string_view text, Values& values) {
  std::string result;
  for (;;) {
    const std::size_t open = text.find(kOpen), close = text.find(kClose, open);
    result += text.substr(0, open);
    if (open == std::string_view::npos || close == std::string_view::npos) return result;
    result += values.evaluate_text(text.substr(open + kOpen.size(), close - open - kOpen.size()));
    text = text.substr(close + kClose.size());
  }
}

bool is_left_out(const Json& value) {
  if (value.is_string()) return value.get_ref<const std::string&>().empty();
  return value.is_null() || (value.is_structured() && value.empty());
}

// None where the value is to be left out.
std::optional<Json> expanded(const Json& shape, Values& values);

Json as_text(const Json& shape, Values& values) {
  const std::optional<Json> inner = expanded(shape.at("$text"), values);
  std::string text = text_of(*inner);
  const auto filters = shape.find("$filters");
  if (filters == shape.end()) return text;
  values.set("$text", std::move(text));
  return values.evaluate("$text|" + filters->get<std::string>());
}

std::optional<Json> expanded_string(const std::string& text, Values& values) {
  const auto placeholder = whole_placeholder(text);
  if (!placeholder) return filled(text, values);
  if (!placeholder->starts_with('?')) return values.evaluate(*placeholder);
  Json value = values.evaluate(placeholder->substr(1));
  if (is_left_out(value)) return std::nullopt;
  return value;
}

std::optional<Json> expanded(const Json& shape, Values& values) {
  if (shape.is_string()) return expanded_string(shape.get_ref<const std::string&>(), values);
  if (shape.is_array()) {
    Json array = Json::array();
    for (const Json& element : shape) {
      if (auto value = expanded(element, values)) array.push_back(std::move(*value));
    }
    return array;
  }
  if (!shape.is_object()) return shape;
  if (shape.contains("$text")) return as_text(shape, values);
  Json object = Json::object();
  for (const auto& [name, member] : shape.items()) {
    if (auto value = expanded(member, values)) object[filled(name, values)] = std::move(*value);
  }
  return object;
}

}  // namespace

Json expand(std::string_view shape, Values& values) { return expanded(Json::parse(shape), values).value_or(Json()); }

}  // namespace lambdalocal::events

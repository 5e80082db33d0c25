#include "core/events/attribute_value.h"

#include <algorithm>
#include <string>

#include "core/text/ascii.h"
#include "core/text/base64.h"

namespace lambdalocal::events {
namespace {

bool all_strings(const Json& array) {
  return array.is_array() && std::ranges::all_of(array, [](const Json& element) { return element.is_string(); });
}

// Whether what stands behind a type, "S" for instance, is of that type; of lists and maps not what is in them.
bool holds_type(const std::string& type, const Json& value) {
  if (type == "S" || type == "N" || type == "B") return value.is_string();
  if (type == "BOOL" || type == "NULL") return value.is_boolean();
  if (type == "SS" || type == "NS" || type == "BS") return all_strings(value);
  if (type == "L") return value.is_array();
  return type == "M" && value.is_object();
}

bool is_attribute_value(const Json& value) {
  if (!value.is_object() || value.size() != 1) return false;
  const std::string& type = value.begin().key();
  const Json& held = value.begin().value();
  if (!holds_type(type, held)) return false;
  return (type != "L" && type != "M") || std::ranges::all_of(held, is_attribute_value);
}

// As DynamoDB keeps a number: 2.0 is 2.
std::string number_text(const Json& number) {
  std::string text = number.dump();
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

Json attribute_value(const Json& plain) {
  if (plain.is_string()) return {{"S", plain}};
  if (plain.is_number()) return {{"N", number_text(plain)}};
  if (plain.is_boolean()) return {{"BOOL", plain}};
  if (plain.is_null()) return {{"NULL", true}};
  if (plain.is_array()) {
    Json list = Json::array();
    for (const Json& element : plain) list.push_back(attribute_value(element));
    return {{"L", std::move(list)}};
  }
  Json map = Json::object();
  for (const auto& [name, member] : plain.items()) map[name] = attribute_value(member);
  return {{"M", std::move(map)}};
}

// Half a byte per significant digit, one byte, and one for a minus sign.
std::int64_t number_size(const std::string& text) {
  std::string digits;
  const std::string mantissa = text.substr(0, text.find_first_of("eE"));
  for (const char digit : mantissa) {
    if (is_digit(digit)) digits += digit;
  }
  const std::size_t first = digits.find_first_not_of('0'), last = digits.find_last_not_of('0');
  const std::int64_t significant = first == std::string::npos ? 0 : static_cast<std::int64_t>(last - first + 1);
  return (significant + 1) / 2 + 1 + (text.starts_with('-') ? 1 : 0);
}

// 0 for what is no attribute's value: an event may have been changed to hold anything.
std::int64_t value_size(const Json& typed) {
  if (!typed.is_object() || typed.size() != 1 || !holds_type(typed.begin().key(), typed.begin().value())) return 0;
  const std::string& type = typed.begin().key();
  const Json& value = typed.begin().value();
  const auto scalar = [](char of, const std::string& text) -> std::int64_t {
    if (of == 'N') return number_size(text);
    if (of == 'B') return static_cast<std::int64_t>(base64_decode(text).value_or(text).size());
    return static_cast<std::int64_t>(text.size());
  };
  std::int64_t size = 0;
  if (type == "S" || type == "N" || type == "B") return scalar(type.front(), value.get_ref<const std::string&>());
  if (type == "BOOL" || type == "NULL") return 1;
  if (type == "L") {
    for (const Json& element : value) size += 1 + value_size(element);
    return size + 3;
  }
  if (type == "M") {
    for (const auto& [name, member] : value.items()) {
      size += 1 + static_cast<std::int64_t>(name.size()) + value_size(member);
    }
    return size + 3;
  }
  for (const Json& element : value) size += scalar(type.front(), element.get_ref<const std::string&>());
  return size;
}

}  // namespace

Result<Json> dynamodb_item(const Json& item) {
  if (!item.is_object()) return Error{ErrorKind::Usage, "an item is a JSON object: {\"id\": 42}"};
  if (std::ranges::all_of(item, is_attribute_value)) return item;
  return Json(attribute_value(item)["M"]);
}

std::int64_t item_size(const Json& item) {
  std::int64_t size = 0;
  if (!item.is_object()) return size;
  for (const auto& [name, value] : item.items()) size += static_cast<std::int64_t>(name.size()) + value_size(value);
  return size;
}

}  // namespace lambdalocal::events

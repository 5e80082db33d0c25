#include "core/events/attribute_value.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/json/check.h"
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

// Of a text that is valid JSON: a number that is no whole one of 64 bits is kept as it is written, as binary data, which JSON has not.
class ExactNumbers : public Json::json_sax_t {
 public:
  Json take() { return std::move(root_); }

  bool null() override { return put(Json()); }
  bool boolean(bool value) override { return put(Json(value)); }
  bool number_integer(number_integer_t value) override { return put(Json(value)); }
  bool number_unsigned(number_unsigned_t value) override { return put(Json(value)); }
  bool number_float(number_float_t, const string_t& text) override {
    return put(Json::binary(std::vector<std::uint8_t>(text.begin(), text.end())));
  }
  bool string(string_t& value) override { return put(Json(std::move(value))); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return put(Json::object()); }
  bool key(string_t& name) override {
    key_ = std::move(name);
    return true;
  }
  bool end_object() override { return end(); }
  bool start_array(std::size_t) override { return put(Json::array()); }
  bool end_array() override { return end(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

 private:
  bool put(Json value) {
    const bool is_open = value.is_structured();
    Json* placed = &root_;
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (open_.back()->is_array()) {
      placed = &open_.back()->emplace_back(std::move(value));
    } else {
      placed = &((*open_.back())[key_] = std::move(value));
    }
    if (is_open) open_.push_back(placed);
    return true;
  }
  bool end() {
    open_.pop_back();
    return true;
  }

  Json root_;
  std::vector<Json*> open_;  // nothing is added beside one of them while it is open
  std::string key_;
};

// As DynamoDB keeps a number: 2.0 and 0.2e1 are 2.
std::string number_text(std::string_view written) {
  constexpr long kMostZeros = 60;
  const bool is_negative = written.starts_with('-');
  const std::size_t e = written.find_first_of("eE");
  long point = 0;  // the digits are those of 0.DIGITS, times ten to the power of it
  std::string digits;
  bool is_behind_point = false;
  for (const char c : written.substr(0, e)) {
    if (c == '.') is_behind_point = true;
    if (!is_digit(c)) continue;
    if (digits.empty() && c == '0') {
      point -= is_behind_point ? 1 : 0;
      continue;
    }
    digits += c;
    point += is_behind_point ? 0 : 1;
  }
  while (digits.ends_with('0')) digits.pop_back();
  if (digits.empty()) return "0";
  if (e != std::string_view::npos) point += std::strtol(std::string(written.substr(e + 1)).c_str(), nullptr, 10);
  const auto length = static_cast<long>(digits.size());
  if (point > length + kMostZeros || point < -kMostZeros) return std::string(written);
  std::string text = is_negative ? "-" : "";
  if (point <= 0) return text + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  if (point >= length) return text + digits + std::string(static_cast<std::size_t>(point - length), '0');
  return text + digits.insert(static_cast<std::size_t>(point), ".");
}

Json attribute_value(const Json& plain) {
  if (plain.is_string()) return {{"S", plain}};
  if (plain.is_number()) return {{"N", plain.dump()}};
  if (plain.is_binary()) {
    const auto& written = plain.get_binary();
    return {{"N", number_text(std::string(written.begin(), written.end()))}};
  }
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

// Of attributes by their names.
bool has_numbers_of_dynamodb(const Json& typed) {
  constexpr std::int64_t kMostBytes = 38 / 2 + 1;
  return std::ranges::all_of(typed, [](const Json& value) {
    const std::string& type = value.begin().key();
    const Json& held = value.begin().value();
    if (type == "L" || type == "M") return has_numbers_of_dynamodb(held);
    if (type != "N") return true;
    const auto& text = held.get_ref<const std::string&>();
    return number_size(text.starts_with('-') ? text.substr(1) : text) <= kMostBytes;
  });
}

}  // namespace

Result<Json> dynamodb_item(std::string_view text) {
  ExactNumbers numbers;
  Json item;
  if (!find_json_fault(text) && Json::sax_parse(text, &numbers)) item = numbers.take();
  if (!item.is_object()) return Error{ErrorKind::Usage, "an item is a JSON object: {\"id\": 42}"};
  if (std::ranges::all_of(item, is_attribute_value)) return item;
  Json typed = attribute_value(item)["M"];
  if (!has_numbers_of_dynamodb(typed)) return Error{ErrorKind::Usage, "a number of an item has at most 38 digits"};
  return typed;
}

std::int64_t item_size(const Json& item) {
  std::int64_t size = 0;
  if (!item.is_object()) return size;
  for (const auto& [name, value] : item.items()) size += static_cast<std::int64_t>(name.size()) + value_size(value);
  return size;
}

}  // namespace lambdalocal::events

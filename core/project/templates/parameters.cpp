#include "core/project/templates/parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace lambdalocal::templates {
namespace {

constexpr std::string_view kStored = "AWS::SSM::Parameter::Value<";

bool is_list_type(std::string_view type) { return type == "CommaDelimitedList" || type.starts_with("List<"); }

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

ValuePtr list_of(std::string_view text) {
  std::vector<ValuePtr> items;
  while (!text.empty()) {
    const auto comma = text.find(',');
    items.push_back(make_text(std::string(trimmed(text.substr(0, comma)))));
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  return make_list(std::move(items));
}

// As CloudFormation's own types of parameters have their ids.
std::string example_of(std::string_view type, std::string_view name, const Value& declaration) {
  struct Row {
    std::string_view type, prefix;
  };
  static constexpr std::array kIds = {
      Row{"AWS::EC2::VPC::Id", "vpc-0"},          Row{"AWS::EC2::Subnet::Id", "subnet-0"},
      Row{"AWS::EC2::SecurityGroup::Id", "sg-0"}, Row{"AWS::EC2::Image::Id", "ami-0"},
      Row{"AWS::EC2::Instance::Id", "i-0"},       Row{"AWS::EC2::Volume::Id", "vol-0"}};
  if (const Value* allowed = declaration.find("AllowedValues");
      allowed != nullptr && allowed->is_list() && !allowed->items.empty() && allowed->items[0]->is_scalar()) {
    return allowed->items[0]->text;
  }
  if (type == "Number") {
    const auto least = declaration.text_of("MinValue");
    return least.empty() ? "1" : std::string(least);
  }
  if (type == "AWS::Route53::HostedZone::Id") return "Z" + stable_hex(name, 12);
  for (const Row& row : kIds) {
    if (type == row.type) return std::string(row.prefix) + stable_hex(name, 16);
  }
  return std::string(name);
}

// List<X> -> X, AWS::SSM::Parameter::Value<X> -> X.
std::string_view inner_type(std::string_view type) {
  while (type.ends_with('>') && (type.starts_with("List<") || type.starts_with(kStored))) {
    type.remove_suffix(1);
    type.remove_prefix(type.find('<') + 1);
  }
  return type;
}

}  // namespace

ParameterValue parameter_value(std::string_view name, const Value& declaration, const Deployment& deployment) {
  const std::string_view type = declaration.text_of("Type");
  const bool is_stored = type.starts_with(kStored);
  const bool is_list = is_list_type(type) || type.find("<List<") != std::string_view::npos ||
                       type.find("<CommaDelimitedList>") != std::string_view::npos;
  const auto as_typed = [is_list](std::string text) { return is_list ? list_of(text) : make_text(std::move(text)); };
  if (const auto given = deployment.parameters.find(std::string(name)); given != deployment.parameters.end()) {
    return {as_typed(given->second), true};
  }
  const Value* otherwise = declaration.find("Default");
  if (otherwise != nullptr && otherwise->is_list() && !is_stored) {  // SAM users write lists there
    return {make_list(otherwise->items), true};
  }
  const bool has_default = otherwise != nullptr && otherwise->is_scalar();
  if (is_stored && has_default) {
    const auto stored = deployment.secrets.find(otherwise->text);
    if (stored != deployment.secrets.end()) return {as_typed(stored->second), true};
  }
  if (has_default && !is_stored) return {as_typed(otherwise->text), true};
  return {as_typed(example_of(inner_type(type), name, declaration)), false};
}

std::optional<std::string> parameter_fault(const Value& declaration, const Value& value) {
  const std::vector<ValuePtr> one = {std::make_shared<Value>(value)};
  const std::vector<ValuePtr>& items = value.is_list() ? value.items : one;
  const std::string_view type = declaration.text_of("Type");
  if (type.starts_with(kStored)) return std::nullopt;  // that is about the name under which it is stored
  const Value* allowed = declaration.find("AllowedValues");
  const bool is_number = inner_type(type) == "Number";
  for (const ValuePtr& item : items) {
    if (!item->is_scalar()) continue;
    if (is_number) {
      double number = 0;
      const char* const end = item->text.data() + item->text.size();
      const auto [last, error] = std::from_chars(item->text.data(), end, number);
      if (error != std::errc{} || last != end) return fmt::format("must be a number, not '{}'", item->text);
    }
    if (allowed == nullptr || !allowed->is_list()) continue;
    std::vector<std::string_view> texts;
    for (const ValuePtr& each : allowed->items) texts.push_back(each->text);
    if (std::ranges::find(texts, item->text) != texts.end()) continue;
    return fmt::format("must be one of its AllowedValues ({}), not '{}'", fmt::join(texts, ", "), item->text);
  }
  return std::nullopt;
}

}  // namespace lambdalocal::templates

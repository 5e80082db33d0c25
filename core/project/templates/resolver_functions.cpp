// Functions of texts, lists and maps.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

#include "core/project/templates/resolver.h"
#include "core/text/base64.h"

namespace lambdalocal::templates {
namespace {

std::optional<unsigned> number_of(std::string_view text) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

struct Ipv4Block {
  std::uint32_t address;
  unsigned bits;
};

// "10.0.0.0/16".
std::optional<Ipv4Block> ipv4_block(std::string_view text) {
  Ipv4Block block{0, 0};
  for (int part = 0; part < 4; ++part) {
    const auto end = text.find(part == 3 ? '/' : '.');
    const auto number = number_of(text.substr(0, end));
    if (end == std::string_view::npos || !number || *number > 255) return std::nullopt;
    block.address = block.address << 8U | *number;
    text.remove_prefix(end + 1);
  }
  const auto bits = number_of(text);
  if (!bits || *bits > 32) return std::nullopt;
  block.bits = *bits;
  return block;
}

}  // namespace

ValuePtr Resolver::join(const Value& argument) {
  const auto given = arguments(argument, "Fn::Join", 2, 2);
  if (!given) return make_null(argument.at);
  const std::string between = text((*given)[0]).value_or("");
  const ValuePtr parts = resolve((*given)[1]);
  if (!parts || !parts->is_list()) return wrong(argument.at, "Fn::Join takes a delimiter and a list");
  std::string joined;
  for (const ValuePtr& part : parts->items) {
    if (&part != &parts->items.front()) joined += between;
    joined += part->is_scalar() ? part->text : part->is_null() ? "" : to_json(*part);
    if (!spend(between.size() + part->text.size())) return make_null(argument.at);
  }
  return make_text(std::move(joined), argument.at);
}

ValuePtr Resolver::select(const Value& argument) {
  const auto given = arguments(argument, "Fn::Select", 2, 2);
  if (!given) return make_null(argument.at);
  const auto index = number_of(text((*given)[0]).value_or(""));
  const auto known_before = std::exchange(findings_.unknown, {});
  ValuePtr list = resolve((*given)[1]);
  const bool is_of_stand_in = !findings_.unknown.empty();
  findings_.unknown.insert(known_before.begin(), known_before.end());
  if (is_of_stand_in && index && list) {  // how many there will be is not known either
    if (list->is_scalar()) return list;
    if (list->is_list() && !list->items.empty())
      return list->items[std::min<std::size_t>(*index, list->items.size() - 1)];
  }
  if (!index || !list || !list->is_list()) return wrong(argument.at, "Fn::Select takes a number and a list");
  if (*index >= list->items.size()) {
    return wrong(argument.at,
                 fmt::format("Fn::Select: there is no item {} in a list of {}", *index, list->items.size()));
  }
  return list->items[*index];
}

ValuePtr Resolver::split(const Value& argument) {
  const auto given = arguments(argument, "Fn::Split", 2, 2);
  if (!given) return make_null(argument.at);
  const std::string between = text((*given)[0]).value_or("");
  const auto whole = text((*given)[1]);
  if (between.empty() || !whole) return wrong(argument.at, "Fn::Split takes a delimiter and a string");
  std::vector<ValuePtr> parts;
  std::string_view rest = *whole;
  while (true) {
    const auto end = rest.find(between);
    if (!spend(sizeof(Value))) return make_null(argument.at);
    parts.push_back(make_text(std::string(rest.substr(0, end)), argument.at));
    if (end == std::string_view::npos) return make_list(std::move(parts), argument.at);
    rest.remove_prefix(end + between.size());
  }
}

ValuePtr Resolver::base64(const Value& argument) {
  const auto plain = text(std::make_shared<Value>(argument));
  if (!plain) return wrong(argument.at, "Fn::Base64 takes a string");
  return spend(plain->size() * 2) ? make_text(base64_encode(*plain), argument.at) : make_null(argument.at);
}

// Blocks of the asked size, one after the other from the beginning of the given one.
ValuePtr Resolver::cidr(const Value& argument) {
  constexpr unsigned kMostBlocks = 256;
  const auto given = arguments(argument, "Fn::Cidr", 2, 3);
  if (!given) return make_null(argument.at);
  const std::string block = text((*given)[0]).value_or("");
  const auto count = number_of(text((*given)[1]).value_or(""));
  const auto host_bits = number_of(given->size() == 3 ? text((*given)[2]).value_or("") : "8");
  const auto parsed = ipv4_block(block);
  if (!count || !host_bits || *count > kMostBlocks || *host_bits > 32) {
    return wrong(argument.at, "Fn::Cidr takes a block of addresses, a number of blocks and their host bits");
  }
  if (!parsed) unknown("Fn::Cidr of " + block, block);
  std::vector<ValuePtr> blocks;
  for (unsigned at = 0; at < *count; ++at) {
    if (!parsed) {
      blocks.push_back(make_text(block, argument.at));
      continue;
    }
    const auto address = static_cast<std::uint32_t>(parsed->address + (static_cast<std::uint64_t>(at) << *host_bits));
    blocks.push_back(make_text(fmt::format("{}.{}.{}.{}/{}", address >> 24U, address >> 16U & 255U,
                                           address >> 8U & 255U, address & 255U, 32 - *host_bits),
                               argument.at));
  }
  return make_list(std::move(blocks), argument.at);
}

ValuePtr Resolver::get_azs(const Value& argument) {
  std::string region = text(std::make_shared<Value>(argument)).value_or("");
  if (region.empty()) region = deployment_.region;
  std::vector<ValuePtr> zones;
  for (const char letter : {'a', 'b', 'c'}) zones.push_back(make_text(region + letter, argument.at));
  return make_list(std::move(zones), argument.at);
}

ValuePtr Resolver::find_in_map(const Value& argument) {
  const auto given = arguments(argument, "Fn::FindInMap", 3, 4);
  if (!given) return make_null(argument.at);
  std::vector<std::string> keys;
  for (std::size_t at = 0; at < 3; ++at) keys.push_back(text((*given)[at]).value_or(""));
  const Value* map = template_.mappings ? template_.mappings->find(keys[0], keys[1]) : nullptr;
  if (const ValuePtr found = map != nullptr ? map->member(keys[2]) : nullptr) return resolve(found);
  if (given->size() == 4) {
    if (const ValuePtr otherwise = (*given)[3]->member("DefaultValue")) return resolve(otherwise);
  }
  return wrong(argument.at, fmt::format("Fn::FindInMap: there is no {}", fmt::join(keys, ".")));
}

ValuePtr Resolver::to_json_string(const Value& argument) {
  const ValuePtr resolved = resolve(std::make_shared<Value>(argument));
  std::string json = resolved ? to_json(*resolved) : "null";
  return spend(json.size()) ? make_text(std::move(json), argument.at) : make_null(argument.at);
}

ValuePtr Resolver::length(const Value& argument) {
  const ValuePtr list = resolve(std::make_shared<Value>(argument));
  if (!list || !list->is_list()) return wrong(argument.at, "Fn::Length takes a list");
  return make_number(fmt::format("{}", list->items.size()), argument.at);
}

}  // namespace lambdalocal::templates

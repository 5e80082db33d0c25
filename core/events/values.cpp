#include "core/events/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

#include "core/json/check.h"
#include "core/json/document.h"
#include "core/text/base64.h"
#include "core/text/digest.h"
#include "core/text/gzip.h"
#include "core/text/percent.h"

namespace lambdalocal::events {
namespace {

int number_of(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// "a:b:c" -> "a" and "b:c".
std::pair<std::string_view, std::string_view> split(std::string_view text, char separator) {
  const std::size_t at = text.find(separator);
  if (at == std::string_view::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + 1)};
}

Json filtered(const Json& value, std::string_view filter) {
  const std::string text = text_of(value);
  if (filter == "form") return form_encode(text, "/");
  if (filter == "percent") return percent_encode(text, "/");
  if (filter == "base64") return base64_encode(text);
  if (filter == "gzip") return gzip(text);
  if (filter == "md5") return md5_hex(text);
  if (filter == "size") return text.size();
  if (filter == "text") return text;
  if (filter == "number") return Json::parse(text, nullptr, false);
  if (filter == "json") return parse_json(text).value_or(Json(text));
  std::abort();  // a shape of ours names a filter that is not there
}

bool is_empty(const Json& value) {
  return value.is_null() || (value.is_string() && value.get_ref<const std::string&>().empty());
}

const Option* find_option(const EventType& type, std::string_view name) {
  const auto found = std::ranges::find(type.options, name, &Option::name);
  return found == type.options.end() ? nullptr : &*found;
}

}  // namespace

std::string partition_of(const Settings& settings) {
  if (!settings.partition.empty()) return settings.partition;
  if (settings.region.starts_with("cn-")) return "aws-cn";
  return settings.region.starts_with("us-gov-") ? "aws-us-gov" : "aws";
}

std::string dns_suffix_of(const Settings& settings) {
  return partition_of(settings) == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Time Values::time() const { return event_.settings.time + std::chrono::milliseconds{index_}; }

bool Values::is_given(std::string_view option) const { return given_.contains(option); }

std::string Values::numbered(std::string text) const {
  if (count_ < 2) return text;
  constexpr std::string_view kNumber = "{n}";
  for (std::size_t at = 0; (at = text.find(kNumber, at)) != std::string::npos;) {
    text.replace(at, kNumber.size(), std::to_string(index_ + 1));
  }
  return text;
}

std::string Values::text(std::string_view option) const {
  if (const auto given = given_.find(option); given != given_.end()) {
    return given->second.empty() ? "" : numbered(given->second.back());
  }
  const Option* known = find_option(type_, option);
  if (known == nullptr) std::abort();  // a service of ours asks for an option it does not have
  return numbered(std::string(known->default_value));
}

std::vector<std::string> Values::list(std::string_view option) const {
  std::vector<std::string> values;
  if (const auto given = given_.find(option); given != given_.end()) {
    for (const std::string& value : given->second) values.push_back(numbered(value));
  } else if (std::string one = text(option); !one.empty()) {
    values.push_back(std::move(one));
  }
  return values;
}

Result<Json> Values::json(std::string_view option) const {
  const std::string given = text(option);
  if (const auto fault = find_json_fault(given)) {
    return Error{ErrorKind::Usage, fmt::format("--{} is no JSON: {}", option, describe_json_fault(*fault, given))};
  }
  if (auto value = parse_json(given)) return Json(*std::move(value));
  return Error{ErrorKind::Usage, fmt::format("--{}: a number is too large", option)};
}

Json Values::named(std::string_view name) {
  const auto [kind, argument] = split(name, ':');
  const auto size = static_cast<std::size_t>(number_of(argument));
  Identifiers& ids = event_.identifiers;
  if (kind == "uuid") return ids.uuid();
  if (kind == "hex") return ids.of(kHexDigits, size);
  if (kind == "HEX") return ids.of(kUpperHexDigits, size);
  if (kind == "base64") return base64_encode(ids.bytes(size));
  if (kind == "id") return ids.of(kLowerAlphanumeric, size);
  if (kind == "ID") return ids.of(kUpperAlphanumeric, size);
  if (kind == "alnum") return ids.of(kAlphanumeric, size);
  if (kind == "digits") return ids.digits(size);
  if (kind == "time") {
    const auto [format, offset] = split(argument, ':');
    return format_time(time() + std::chrono::milliseconds{offset.empty() ? 0 : std::atoll(std::string(offset).c_str())},
                       format);
  }
  return text(name);
}

Json Values::source(std::string_view name) {
  if (const auto computed = computed_.find(name); computed != computed_.end()) return computed->second;
  if (name == "region") return settings().region;
  if (name == "account") return settings().account;
  if (name == "partition") return partition_of(settings());
  if (name == "dns") return dns_suffix_of(settings());
  if (name == "n") return index_ + 1;
  if (name == "index") return index_;
  return named(name);
}

Json Values::labelled(std::string_view name) {
  const std::size_t mark = name.find_first_of("#@");
  if (mark == std::string_view::npos) return source(name);
  auto& labels = name[mark] == '#' ? labels_ : event_.labels;
  const auto known = labels.find(name);
  if (known != labels.end()) return known->second;
  // "hex#job:32" is "hex:32" of the name job.
  const std::size_t argument = std::min(name.find(':', mark), name.size());
  const std::string unnamed = std::string(name.substr(0, mark)) + std::string(name.substr(argument));
  return labels.emplace(std::string(name), source(unnamed)).first->second;
}

Json Values::evaluate(std::string_view expression) {
  const std::size_t bar = std::min(expression.find('|'), expression.size());
  std::string_view alternatives = expression.substr(0, bar), filters = expression.substr(bar);
  Json value;
  do {
    const std::size_t next = alternatives.find("??");
    value = labelled(alternatives.substr(0, next));
    alternatives = next == std::string_view::npos ? "" : alternatives.substr(next + 2);
  } while (is_empty(value) && !alternatives.empty());
  while (!filters.empty()) {
    const auto [filter, rest] = split(filters.substr(1), '|');
    value = filtered(value, filter);
    filters = filters.substr(1 + filter.size());
  }
  return value;
}

std::string Values::evaluate_text(std::string_view expression) { return text_of(evaluate(expression)); }

}  // namespace lambdalocal::events

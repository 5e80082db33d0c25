#include "core/events/change.h"

#include <fmt/format.h>

#include <charconv>

#include "core/json/check.h"
#include "core/json/document.h"

namespace lambdalocal::events {
namespace {

constexpr std::string_view kTakes = "--set takes path=value, as in Records[0].s3.object.key=cat.jpg";

Error bad_path(std::string_view text, std::string_view why) {
  return {ErrorKind::Usage, fmt::format("'{}': {}\n{}", text, why, kTakes)};
}

// Where the value starts: behind the first = that is not inside ["..."].
std::size_t end_of_path(std::string_view text) {
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') quoted = !quoted;
    if (text[at] == '=' && !quoted) return at;
  }
  return std::string_view::npos;
}

// [3] or ["name"], from behind the bracket on; `at` is moved behind its end.
Result<std::variant<std::string, std::size_t>> read_bracket(std::string_view path, std::size_t& at,
                                                            std::string_view text) {
  if (at < path.size() && path[at] == '"') {
    const std::size_t end = path.find("\"]", at + 1);
    if (end == std::string_view::npos) return bad_path(text, "[\"...\"] has no end");
    std::string name(path.substr(at + 1, end - at - 1));
    at = end + 2;
    return std::variant<std::string, std::size_t>(std::move(name));
  }
  const std::size_t end = path.find(']', at);
  if (end == std::string_view::npos) return bad_path(text, "[ has no ]");
  std::size_t index = 0;
  const auto [stop, error] = std::from_chars(path.data() + at, path.data() + end, index);
  if (error != std::errc{} || stop != path.data() + end || at == end) {
    return bad_path(text, "in [ ] stands a number from 0 on, or a name in double quotes");
  }
  at = end + 1;
  return std::variant<std::string, std::size_t>(index);
}

Result<Json> value_of(std::string_view value, std::string_view text) {
  if (find_json_fault(value)) return Json(value);
  if (auto parsed = parse_json(value)) return Json(*std::move(parsed));
  return bad_path(text, "a number is too large");
}

std::string_view kind_of(const Json& value) {
  return value.is_object() ? "an object" : value.is_array() ? "an array" : "neither an object nor an array";
}

}  // namespace

Result<Change> parse_change(std::string_view text) {
  const std::size_t equals = end_of_path(text);
  if (equals == std::string_view::npos) return bad_path(text, "no = in it");
  const std::string_view path = text.substr(0, equals);
  TRY(value, value_of(text.substr(equals + 1), text));
  Change change{std::string(path), {}, std::move(value)};
  for (std::size_t at = 0; at < path.size();) {
    if (path[at] == '[') {
      TRY(step, read_bracket(path, ++at, text));
      change.path.push_back(std::move(step));
      continue;
    }
    if (path[at] == '.') {
      if (change.path.empty()) return bad_path(text, "the path starts with a dot");
      ++at;
    } else if (!change.path.empty()) {
      return bad_path(text, "between names stands a dot");
    }
    const std::size_t end = std::min(path.find_first_of(".[", at), path.size());
    if (end == at) return bad_path(text, "a name is empty");
    change.path.emplace_back(std::string(path.substr(at, end - at)));
    at = end;
  }
  if (change.path.empty()) return bad_path(text, "the path is empty");
  return change;
}

Result<void> apply_change(const Change& change, Json& event) {
  Json* at = &event;
  for (const auto& step : change.path) {
    if (const auto* name = std::get_if<std::string>(&step)) {
      if (at->is_null()) *at = Json::object();
      if (!at->is_object()) {
        return bad_path(change.text, fmt::format("{} is a name, and what it is to be in is {}", *name, kind_of(*at)));
      }
      at = &(*at)[*name];
      continue;
    }
    const std::size_t index = std::get<std::size_t>(step);
    if (at->is_null()) *at = Json::array();
    if (!at->is_array()) {
      return bad_path(change.text, fmt::format("[{}] is a place, and what it is to be in is {}", index, kind_of(*at)));
    }
    if (index > at->size()) {
      return bad_path(change.text,
                      fmt::format("there are {} elements, the next place is [{}]", at->size(), at->size()));
    }
    if (index == at->size()) at->push_back(nullptr);
    at = &(*at)[index];
  }
  *at = change.value;
  return {};
}

}  // namespace lambdalocal::events

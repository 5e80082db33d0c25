#include "core/project/environment_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/invocation/event.h"
#include "core/json/check.h"
#include "core/json/object_reader.h"
#include "core/json/place.h"
#include "core/project/dotenv.h"

namespace lambdalocal {
namespace {

using Json = nlohmann::json;
using Variables = std::map<std::string, std::string>;

Error bad_file(std::string_view source_name, std::string_view message) {
  return {ErrorKind::BadConfiguration, fmt::format("{}: {}", source_name, message)};
}

Result<Json> parse_json(std::string_view text, std::string_view source_name) {
  if (const auto fault = find_json_fault(text)) {
    const TextPosition position = text_position(text, fault->offset);
    return bad_file(fmt::format("{}:{}:{}", source_name, position.line, position.column),
                    fmt::format("not JSON: {}", describe_json_fault(*fault, text)));
  }
  Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded())
    return bad_file(source_name, "a string holds half a surrogate pair, or a number is too large");
  return json;
}

Result<void> add_block(const JsonPlace& place, const Json& block, Variables& variables) {
  for (const auto& [name, value] : block.items()) {
    if (value.is_structured()) {
      return place.member(name).error(
          fmt::format("the value of \"{}\" is {}: a variable is text\nput it in quotes, as escaped JSON", name,
                      name_of_type(value)));
    }
    if (value.is_string()) {
      variables[name] = value.get<std::string>();
    } else {
      variables[name] = value.is_null() ? "" : value.dump();
    }
  }
  return {};
}

Result<Variables> read_blocks(const JsonPlace& place, const Json& json,
                              const std::vector<std::string>& function_names) {
  Variables variables;
  if (json.size() == 1 && json.contains("Variables")) {
    TRY_VOID(add_block(place.member("Variables"), json["Variables"], variables));
    return variables;
  }
  std::vector<std::string> names = {"Parameters"};
  names.insert(names.end(), function_names.begin(), function_names.end());
  for (const std::string& name : names) {
    if (const auto block = json.find(name); block != json.end()) {
      TRY_VOID(add_block(place.member(name), *block, variables));
    }
  }
  return variables;
}

}  // namespace

Result<Variables> parse_environment_file(std::string_view text, std::string_view source_name,
                                         const std::vector<std::string>& function_names) {
  text = without_byte_order_mark(text);
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || text[first] != '{') return parse_dotenv(text, source_name);
  TRY(json, parse_json(text, source_name));
  const JsonPlace place(std::string(source_name), text);
  const auto is_object = [](const Json& value) { return value.is_object(); };
  if (std::none_of(json.begin(), json.end(), is_object)) {
    Variables variables;
    TRY_VOID(add_block(place, json, variables));
    return variables;
  }
  for (const auto& [name, value] : json.items()) {
    if (value.is_object()) continue;
    return place.member(name).error(
        fmt::format("\"{}\" is no object, but others beside it are\nput variables for all functions in \"Parameters\", "
                    "those for one in an object with its name",
                    name));
  }
  return read_blocks(place, json, function_names);
}

Result<Variables> parse_secrets_file(std::string_view text, std::string_view source_name) {
  text = without_byte_order_mark(text);
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || text[first] != '{') return parse_dotenv(text, source_name);
  TRY(json, parse_json(text, source_name));
  Variables secrets;
  for (const auto& [name, value] : json.items()) {
    secrets[name] = value.is_string() ? value.get<std::string>() : value.dump();
  }
  return secrets;
}

}  // namespace lambdalocal
